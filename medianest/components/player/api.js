// Calls to /api/v1 with the session cookie; a refusal becomes a Failure with the problem's code and its sentence.

export const API = "/api/v1";

export class Failure extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status; // 0: the server could not be reached
    this.code = code;
  }
}

async function problem(response) {
  const body = await response.json().catch(() => ({}));
  return new Failure(response.status, body.code ?? "", body.detail ?? body.title ?? "");
}

export async function call(method, path, body, options = {}) {
  let response;
  try {
    response = await fetch(API + path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...options,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0, "unreachable", "");
  }
  if (!response.ok) throw await problem(response);
  return response.status === 204 ? null : response.json();
}

/** A choice of sound or subtitles, for the show or the film; a server that is away forgets it. */
export function rememberTracks(plan, chosen) {
  if (plan) call("PUT", `/media/${plan.media_id}/tracks`, { source_id: plan.source_id, ...chosen }).catch(() => {});
}

export const get = (path, options) => call("GET", path, undefined, options);
export const post = (path, body, options) => call("POST", path, body, options);
