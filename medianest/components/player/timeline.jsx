// The scrub bar: what is played and loaded, where chapters begin, and a picture of the place under the pointer or thumb.

import { Slider, TimeSlider } from "@videojs/react";
import { useT } from "./words.js";

/** Chapters whose beginning is worth a mark: those at the very ends are the bar's own. */
function marks(chapters, duration) {
  return chapters.filter((each) => each.start > 0.5 && each.start < duration - 0.5);
}

/** The track that Video.js takes its pictures from: cues that name places on sheets. */
export function Storyboard({ plan }) {
  if (!plan?.storyboard_url) return null;
  return <track key={plan.storyboard_url} kind="metadata" label="thumbnails" src={plan.storyboard_url} default />;
}

export function Timeline({ plan }) {
  const t = useT();
  const chapters = plan?.chapters ?? [];
  const duration = plan?.duration || 1;
  const titleAt = (seconds) => chapters.findLast((each) => each.start <= seconds)?.title ?? "";
  return (
    <TimeSlider.Root className="mn-time" label={t("Position")} changeThrottle={150}>
      <TimeSlider.Track className="mn-track">
        <TimeSlider.Buffer className="mn-buffer" />
        <TimeSlider.Fill className="mn-fill" />
        {marks(chapters, duration).map((each) => (
          <span key={each.start} className="mn-mark" style={{ left: `${(each.start / duration) * 100}%` }} />
        ))}
      </TimeSlider.Track>
      <TimeSlider.Thumb className="mn-thumb" />
      <TimeSlider.Preview className="mn-preview">
        {plan?.storyboard_url && (
          <Slider.Thumbnail.Root className="mn-preview-picture">
            <Slider.Thumbnail.Image alt="" />
          </Slider.Thumbnail.Root>
        )}
        <div className="mn-preview-words">
          {chapters.length > 0 && <TimeSlider.Value type="pointer" className="mn-preview-chapter" format={titleAt} />}
          <TimeSlider.Value type="pointer" />
        </div>
      </TimeSlider.Preview>
    </TimeSlider.Root>
  );
}
