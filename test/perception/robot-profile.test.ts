import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sharpness } from "../../perception/images/sharpness.ts";
import { DIALECTS, messagesOf, understand } from "../../perception/ros/dialect.ts";
import { loadProfile, parseProfile, simulatedRobotProfile } from "../../perception/ros/profile.ts";
import { poseRefusal, targetRefusal } from "../../perception/ros/workspace.ts";

describe("a robot's profile", () => {
  const text = () => readFile(simulatedRobotProfile, "utf8");

  test("is by default the simulator's, on loopback, with every skill and a workspace", async () => {
    const profile = await loadProfile();
    expect(profile).toMatchObject({ simulated: true, dialect: "ros1", url: "ws://127.0.0.1:9090" });
    expect(Object.keys(profile.skills)).toHaveLength(6);
    expect(profile.workspace).toBeDefined();
  });

  test("that is wrong gets one line with the file and the place in it", async () => {
    const good = await text();
    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ["radii: 4", "radii: many", /^mine\.yaml: orbit\.radii: /],
      ["dialect: ros1", "dialect: ros3", /^mine\.yaml: dialect: /],
      ["ws://127.0.0.1:9090", "http://127.0.0.1", /^mine\.yaml: url: is not a ws:\/\/ or wss:/],
      ["  optical: camera_optical_frame\n", "", /^mine\.yaml: frames\.optical: /],
      ["settle:", "setle:", /^mine\.yaml: /],
      ["min: [-1.5,", "min: [9,", /^mine\.yaml: workspace: min is not below max/],
      ["name: simulated robot", "name: [", /^mine\.yaml: not YAML: /],
    ];
    for (const [from, to, message] of wrong) {
      expect(good).toContain(from);
      const parse = () => parseProfile(good.replace(from, to), "mine.yaml");
      expect(parse).toThrow(expect.objectContaining({ code: "bad-input" }));
      expect(parse).toThrow(message);
      expect(parse).not.toThrow(/\n/);
    }
  });

  test("is read from where it lies, or it is said that it cannot be", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "tactful-")), "arm.yaml");
    await expect(loadProfile(path)).rejects.toThrow(`${path}: cannot be read`);
    await writeFile(path, (await text()).replace("\nsimulated: true", "\nsimulated: false"));
    expect((await loadProfile(path)).simulated).toBe(false);
  });
});

describe("the workspace", () => {
  test("holds the camera, the tool and what the hands reach for", async () => {
    const profile = await loadProfile();
    const at = (x: number, y: number, z: number) =>
      ({ position: [x, y, z], orientation: [0, 0, 0, 1] }) as const;
    expect(poseRefusal(profile, [["camera", at(0, 0, 0.5)]])).toBeUndefined();
    const both = [
      ["camera", at(0, 0, 0.5)],
      ["tool", at(0, 0, 1.3)],
    ] as const;
    expect(poseRefusal(profile, both)).toMatch(/^the tool would be at \(0\.00, 0\.00, 1\.30\) m/);
    expect(targetRefusal(profile, [0.1, 0.1, 0])).toBeUndefined();
    expect(targetRefusal(profile, [0.1, 0.1, -0.2])).toMatch(/outside/);
    expect(targetRefusal(profile, [0.1, 2, 0])).toMatch(/outside/);
    expect(targetRefusal(profile, [Number.NaN, 0, 0])).toMatch(/outside/);
  });
});

describe("what a robot says", () => {
  test("is read in both dialects", () => {
    const stamps = { ros1: { secs: 7, nsecs: 8 }, ros2: { sec: 7, nanosec: 8 } };
    for (const name of ["ros1", "ros2"] as const) {
      const dialect = DIALECTS[name];
      const header = dialect.header("/base", { sec: 7, nanosec: 8 });
      expect(header).toMatchObject({ stamp: stamps[name] });
      const image = { header, format: "jpeg", data: "/9j/" };
      expect(understand(messagesOf(dialect).compressedImage, image)).toEqual({
        value: { stamp: { sec: 7, nanosec: 8 }, bytes: new Uint8Array([0xff, 0xd8, 0xff]) },
      });
    }
    expect(DIALECTS.ros1.header("", { sec: 0, nanosec: 0 })).toHaveProperty("seq");
    expect(DIALECTS.ros2.header("", { sec: 0, nanosec: 0 })).not.toHaveProperty("seq");
    expect(DIALECTS.ros1.typeOf("action", "a/Move")).toBe("a/MoveAction");
    expect(DIALECTS.ros2.typeOf("action", "a/Move")).toBe("a/action/Move");
    expect(DIALECTS.ros2.typeOf("msg", "a/Move")).toBe("a/msg/Move");
  });

  test("of the other dialect is refused, never read as time zero", () => {
    const header = DIALECTS.ros2.header("base", { sec: 7, nanosec: 8 });
    const read = understand(messagesOf(DIALECTS.ros1).compressedImage, {
      header,
      format: "",
      data: "",
    });
    expect(read).toEqual({ problem: expect.stringMatching(/^header\.stamp\.secs: /) });
  });

  test("as recorded from a real rosbridge is understood", async () => {
    const recorded = async (name: string) =>
      JSON.parse(await readFile(`test/sim/bridge-wire/${name}.txt`, "utf8")).msg as unknown;
    const { transforms, cameraInfo } = messagesOf(DIALECTS.ros1);
    expect(understand(transforms, await recorded("publish_tf_static_none"))).toMatchObject({
      value: [
        { parent: "base_link", child: "camera_link", pose: { position: [0.2, 0, 1.1] } },
        { parent: "camera_link", child: "camera_optical" },
      ],
    });
    // A camera that nobody calibrated.
    const info = understand(cameraInfo, await recorded("publish_camera_info_none"));
    expect(info).toHaveProperty("problem");
  });
});

describe("sharpness", () => {
  const noise = async (blur: number) => {
    const data = Buffer.from(Array.from({ length: 320 * 240 }, (_, i) => (i * 7919) % 256));
    const image = sharp(data, { raw: { width: 320, height: 240, channels: 1 } });
    return (blur > 0 ? image.blur(blur) : image).jpeg().toBuffer();
  };

  test("falls as a picture is blurred, to nothing for a blank one", async () => {
    const [crisp, soft, softer] = await Promise.all(
      [0, 2, 6].map(noise).map((it) => it.then(sharpness)),
    );
    expect(crisp).toBeGreaterThan(soft! * 2);
    expect(soft).toBeGreaterThan(softer!);
    const create = { width: 64, height: 48, channels: 3, background: "#888" } as const;
    expect(await sharpness(await sharp({ create }).jpeg().toBuffer())).toBe(0);
    expect(await sharpness(await sharp({ create }).png().toBuffer())).toBe(0);
  });
});
