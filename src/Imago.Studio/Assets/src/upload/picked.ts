// Files that were chosen or dropped, each with its path below what was chosen.
export interface Picked {
  path: string;
  file: File;
}

export const isZip = (path: string) => path.toLowerCase().endsWith(".zip");

// What systems leave in folders, and nobody means to bring.
const isSystem = (path: string) =>
  path.split("/").some((part) => part.startsWith(".") || ["__MACOSX", "@eaDir", "Thumbs.db", "desktop.ini"].includes(part));

export const fromInput = (files: FileList): Picked[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })).filter((one) => !isSystem(one.path));

// The list of a drop is gone after the first wait, so entries are taken out of it at once.
export async function fromDrop(data: DataTransfer): Promise<Picked[]> {
  const items = [...data.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const picked: Picked[] = [];
  for (const { entry, file } of items) {
    if (entry) await walk(entry, "", picked);
    else if (file) picked.push({ path: file.name, file });
  }
  return picked.filter((one) => !isSystem(one.path));
}

async function walk(entry: FileSystemEntry, folder: string, picked: Picked[]): Promise<void> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    picked.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A browser gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await walk(one, path + "/", picked);
  }
}

// Each zip is a collection of its own; all else is one, called like the one folder that it lies in.
export function collectionsOf(picked: Picked[], chosen: string, otherwise: string): Map<string, Picked[]> {
  const collections = new Map<string, Picked[]>();
  const zips = picked.filter((one) => isZip(one.path));
  const loose = picked.filter((one) => !isZip(one.path));
  for (const zip of zips) {
    const name = zip.path.slice(zip.path.lastIndexOf("/") + 1);
    collections.set(zips.length === 1 && loose.length === 0 && chosen ? chosen : name.slice(0, -4), [{ path: name, file: zip.file }]);
  }
  if (loose.length > 0) {
    const tops = new Set(loose.map((one) => (one.path.includes("/") ? one.path.slice(0, one.path.indexOf("/")) : "")));
    const [top] = tops;
    const single = tops.size === 1 && top ? top : null;
    let name = chosen || single || otherwise;
    while (collections.has(name)) name += " 2";
    collections.set(name, single === null ? loose : loose.map((one) => ({ path: one.path.slice(single.length + 1), file: one.file })));
  }
  return collections;
}
