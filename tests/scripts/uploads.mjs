// An upload as the tests of the queue make it.
export const file = { name: "a.txt", size: 10, lastModified: 1 };

export function item(id, more = {}) {
  return {
    id, person: "p", kind: "file", name: `${id}.txt`, size: 10, type: "", lastModified: 1, folder: "f", folderName: "F", path: "",
    url: null, choice: "refuse", isPaused: false, at: 0, file, sent: 0, state: "queued", ...more,
  };
}
