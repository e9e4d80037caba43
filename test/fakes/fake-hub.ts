import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, relative } from "node:path";

/** A commit that the fake hub says its repository is at. */
export const FAKE_COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** How a file is sent: `cut` breaks the line in its middle, `other` sends other bytes of that length. */
export type FileManner = "whole" | "cut" | "other" | "longer" | "elsewhere" | "silent";

export type FakeHub = {
  readonly url: string;
  /** Every request: method and path, and the key that came with it. */
  readonly requests: { readonly path: string; readonly key: string | undefined }[];
  /** By file name; what is not named is sent whole. */
  readonly manners: Map<string, FileManner>;
  close(): Promise<void>;
};

/** A hub on loopback with one repository, `acme/<name>`, made of a folder's files. */
export async function fakeHub(folder: string, name: string): Promise<FakeHub> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(folder, join(it.parentPath, it.name)));
  const listed = files.map((rfilename) => {
    const bytes = readFileSync(join(folder, rfilename));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const lfs = rfilename.endsWith(".onnx")
      ? { sha256, size: bytes.length, pointerSize: 130 }
      : undefined;
    return { rfilename, size: bytes.length, blobId: "b", ...(lfs && { lfs }) };
  });
  const requests: FakeHub["requests"] = [];
  const manners: FakeHub["manners"] = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push({ path, key: request.headers.authorization });
    if (path.startsWith(`/api/models/acme/${name}/revision/`)) {
      const known = /revision\/(main|0123456789abcdef)/.test(path);
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
      response.end(
        JSON.stringify(known ? { id: `acme/${name}`, sha: FAKE_COMMIT, siblings: listed } : {}),
      );
      return;
    }
    const wanted = path.replace(`/acme/${name}/resolve/${FAKE_COMMIT}/`, "").replace("/cdn/", "");
    if (!files.includes(wanted)) {
      response.writeHead(404).end();
      return;
    }
    const bytes = readFileSync(join(folder, wanted));
    const manner = path.startsWith("/cdn/") ? "whole" : (manners.get(wanted) ?? "whole");
    if (manner === "elsewhere") {
      const { port } = server.address() as { port: number };
      // The same machine under another name: another host to whoever fetches.
      response.writeHead(302, { location: `http://localhost:${port}/cdn/${wanted}` }).end();
    } else if (manner === "cut") {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    } else if (manner === "other") response.end(bytes.map((it) => it ^ 1));
    else if (manner === "longer") response.end(Buffer.concat([bytes, bytes]));
    else if (manner === "whole") response.end(bytes);
    else response.writeHead(200).write(bytes.subarray(0, 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    manners,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
