// One of the two audio elements between which the music alternates, with the plan, the engine and the reports of
// what lies on it.

import { Failure, post } from "./api.js";
import { deviceProfile } from "./device_profile.js";
import { attach } from "./engine.js";
import { Reporter } from "./progress.js";

/** ReplayGain as a factor at most 1: a media element can only be turned down. Peaks are kept from clipping. */
function factor(plan) {
  if (typeof plan.gain !== "number") return 1;
  return Math.min(1, 10 ** (plan.gain / 20), plan.gain_peak > 0 ? 1 / plan.gain_peak : 1);
}

export class Deck {
  constructor(element) {
    this.element = element;
    this.item = null;
    this.clear();
  }

  clear() {
    this.reporter?.close(); // while the element still knows its place
    this.engine?.stop();
    this.engine = null;
    this.reporter = null;
    this.plan = null;
    this.item = null;
    this.loading = null;
    this.started = false;
    this.level = 1;
  }

  /** Makes `item` ready at `start` seconds; the same item twice is one loading. Rejects with what went wrong. */
  load(item, start = 0) {
    if (this.item?.key === item.key && this.loading) return this.loading;
    this.clear();
    this.item = item;
    this.loading = this.open(item, start, null);
    return this.loading;
  }

  async open(item, start, least) {
    const profile = { ...(await deviceProfile()) };
    if (least) profile.files = [];
    const body = least ? { profile, force: least } : { profile };
    const plan = await post(`/media/${item.id}/playback`, body);
    if (this.item !== item) throw new DOMException("superseded", "AbortError");
    this.plan = plan;
    this.level = factor(plan);
    this.reporter ??= new Reporter(item.id, plan.play_id, () => this.where());
    this.reporter.about = { source_id: plan.source_id, method: plan.method };
    await new Promise((resolve, reject) => {
      const fail = (code, status) => {
        if (!least && plan.method === "direct" && code !== "network") {
          this.engine?.stop();
          resolve(this.open(item, this.element.currentTime || start, "transcode"));
          return;
        }
        const failure = new Failure(status, code, "");
        reject(failure);
        this.onfail?.(item, failure);
      };
      attach(this.element, { ...plan, tracks: { ...plan.tracks, video: null } }, start, fail).then((engine) => {
        if (this.item !== item) engine.stop();
        else this.engine = engine;
        resolve();
      }, reject);
    });
  }

  where() {
    const { currentTime, duration, readyState } = this.element;
    if (readyState === 0 || !this.started) return null;
    return { position: currentTime, duration: Number.isFinite(duration) ? duration : (this.plan?.duration ?? 0) };
  }
}
