// Reports of where a play stands. A report waits in localStorage until the server has acknowledged it, so a restarted
// server, a lost network or a closed lid loses nothing; within one play the highest seq wins, whatever arrives when.

import { API, call } from "./api.js";
import { ownKey, viewerSettings } from "./viewer.js";

const EVERY = 5000; // ms between reports while playing; the promise to the viewer is 10 s
const LIMIT = 50; // plays that may wait; beyond it the oldest go
const RETRY = [2000, 4000, 8000, 15000, 30000];

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(ownKey("reports"))) ?? {};
  } catch {
    return {};
  }
}

function store(reports) {
  if (!ownKey("reports")) return;
  try {
    const newest = Object.entries(reports).sort(([, a], [, b]) => b.seq - a.seq).slice(0, LIMIT);
    localStorage.setItem(ownKey("reports"), JSON.stringify(Object.fromEntries(newest)));
  } catch {
    // Without storage the report is still sent, only not kept.
  }
}

function acknowledge(report) {
  const reports = waiting();
  if (reports[report.play_id] && reports[report.play_id].seq <= report.seq) {
    delete reports[report.play_id];
    store(reports);
  }
}

const body = ({ media_id: _id, ...report }) => report;
const address = (report) => `/media/${report.media_id}/progress`;
const lost = (error) => error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;

async function send(report) {
  try {
    await call("PUT", address(report), body(report), { keepalive: true });
  } catch (error) {
    if (lost(error)) throw error; // kept for another time
  }
  acknowledge(report); // taken, or refused for good (the work is gone)
}

/** Sends what an earlier visit of this viewer could not. */
export async function flush() {
  try {
    await viewerSettings();
  } catch {
    return;
  }
  for (const report of Object.values(waiting())) {
    try {
      await send(report);
    } catch {
      return;
    }
  }
}

/** Reports one play of one work. `read` gives {position, duration} of the element, or null while there is none. */
export class Reporter {
  constructor(mediaId, playId, read) {
    this.mediaId = mediaId;
    this.playId = playId;
    this.read = read;
    this.about = {}; // source_id and method, which may change within one play
    this.seq = 0;
    this.sentAt = performance.now();
    this.failures = 0;
    this.timer = null;
    this.leave = () => this.beacon("close");
    this.hide = () => document.visibilityState === "hidden" && this.beacon("time");
    window.addEventListener("pagehide", this.leave);
    document.addEventListener("visibilitychange", this.hide);
  }

  compose(event) {
    const now = this.read();
    if (!now || !(now.duration > 0) || !this.playId) return null;
    // Milliseconds as sequence: still rising after a reload that goes on with the same play.
    this.seq = Math.max(this.seq + 1, Date.now());
    const report = {
      ...this.about,
      media_id: this.mediaId,
      play_id: this.playId,
      seq: this.seq,
      event,
      position: Math.max(0, Math.min(now.position, now.duration)),
      duration: now.duration,
    };
    store({ ...waiting(), [this.playId]: report });
    return report;
  }

  /** While time runs: reports when the last one is old enough. */
  tick() {
    if (performance.now() - this.sentAt >= EVERY) this.report("time");
  }

  async report(event) {
    const report = this.compose(event);
    if (!report) return;
    this.sentAt = performance.now();
    clearTimeout(this.timer);
    try {
      await send(report);
      this.failures = 0;
    } catch {
      this.again();
    }
  }

  again() {
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resend(), wait);
  }

  async resend() {
    const report = waiting()[this.playId];
    if (!report) return;
    try {
      await send(report);
      this.failures = 0;
    } catch {
      this.again();
    }
  }

  /** At the door: a request that outlives the page. */
  beacon(event) {
    const report = this.compose(event);
    if (!report) return;
    const blob = new Blob([JSON.stringify(body(report))], { type: "application/json" });
    if (!navigator.sendBeacon?.(API + address(report), blob)) this.report(event);
  }

  close() {
    window.removeEventListener("pagehide", this.leave);
    document.removeEventListener("visibilitychange", this.hide);
    const last = this.report("close");
    this.read = () => null;
    return last;
  }
}
