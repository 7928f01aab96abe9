// A file, or a piece of one, to the studio, and what the studio answers.
export interface Answer {
  status: number; // 0: no answer came
  text: string;
}

const own = { "X-Imago": "1" };

export function put(address: string, body: Blob, progress: (bytes: number) => void, signal?: AbortSignal): Promise<Answer> {
  // fetch tells nothing of what has been sent, so this is XMLHttpRequest's.
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = (status: number) => {
      signal?.removeEventListener("abort", abort);
      resolve({ status, text: status === 0 ? "" : request.responseText });
    };
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => end(request.status);
    request.onerror = request.onabort = () => end(0);
    signal?.addEventListener("abort", abort);
    request.open("PUT", address);
    request.setRequestHeader("X-Imago", own["X-Imago"]);
    request.send(body);
  });
}

export async function ask(method: "GET" | "POST", address: string, signal?: AbortSignal): Promise<Answer> {
  try {
    const answer = await fetch(address, { method, headers: own, signal: signal ?? null, redirect: "manual" });
    if (answer.type === "opaqueredirect") return { status: 401, text: "" };
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 0, text: "" };
  }
}

// A file that was deleted or changed since it was chosen cannot be read, which looks like a lost connection.
export async function canBeRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export const wait = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
