import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sharpness } from "../../perception/images/sharpness.ts";
import { expandHeaders } from "../../perception/ros/bridge-headers.ts";
import { DIALECTS, messagesOf, understand } from "../../perception/ros/dialect.ts";
import {
  loadProfile,
  parseProfile,
  simulatedRobotProfile,
} from "../../perception/ros/load-profile.ts";
import { anglesOf } from "../../perception/ros/profile.ts";
import { poseRefusal, targetRefusal } from "../../perception/ros/workspace.ts";
import { newFolder } from "../fakes/new-folder.ts";

const ARM = "perception/ros/examples/arm-by-action.yaml";
const TAUGHT = "perception/ros/examples/taught-joints.yaml";
const HAND = "perception/ros/examples/webcam-in-hand.yaml";
const [ARM_TEXT, HAND_TEXT] = (await Promise.all(
  [ARM, HAND].map((it) => readFile(it, "utf8")),
)) as [string, string];

describe("a robot's profile", () => {
  const text = () => readFile(simulatedRobotProfile, "utf8");

  test("is by default the simulator's, on loopback, with every skill and a workspace", async () => {
    const profile = await loadProfile();
    expect(profile).toMatchObject({ simulated: true, url: "ws://127.0.0.1:9090" });
    expect(Object.keys(profile.skills)).toHaveLength(6);
    expect(profile.workspace).toBeDefined();
  });

  const wrong: readonly (readonly [
    what: string,
    file: string,
    from: string,
    to: string,
    RegExp,
  ])[] = [
    ["a word for a number", ARM, "radii: 4", "radii: many", /^mine\.yaml:40: orbit\.radii: /],
    [
      "a dialect that is none",
      ARM,
      "name: wrist",
      "dialect: ros3\nname: wrist",
      /^mine\.yaml:3: dialect: /,
    ],
    [
      "an address of the web",
      ARM,
      "wss://robot.local:9090",
      "http://127.0.0.1",
      /:4: url: is not a ws:/,
    ],
    [
      "a password in the address",
      ARM,
      "wss://",
      "wss://me:secret@",
      /:4: url: carries a user or password/,
    ],
    [
      "a token in the address",
      ARM,
      ":9090",
      ":9090/?access_token=x",
      /:4: url: carries a secret \("access_token"\)/,
    ],
    [
      "a missing frame",
      ARM,
      "  optical: wrist_camera_color_optical_frame\n",
      "",
      /:16: frames\.optical: is missing/,
    ],
    [
      "a missing part",
      ARM,
      "orbit:",
      "orbits:",
      /:3: orbit: is missing|:39: orbits: there is no such key/,
    ],
    [
      "a key that is not there",
      ARM,
      "freshWithinMs",
      "freshWithinMS",
      /:37: camera\.freshWithinMS: there is no such key/,
    ],
    [
      "a box turned inside out",
      ARM,
      "min: [-0.6,",
      "min: [9,",
      /:43: workspace: min is not below max/,
    ],
    [
      "a flat keep-out box",
      ARM,
      "max: [0.6, 0.5, 0.9] }\n\nmover",
      "max: [0.6, 0.2, 0.9] }\n\nmover",
      /:45: keepOut\.0: min is/,
    ],
    [
      "points on one line",
      ARM,
      "[0.62, -0.30, 0.022]",
      "[0.92, 0.02, 0.020]",
      /:25: surface\.touched: (the three|two of)/,
    ],
    [
      "no surface at all",
      ARM,
      /\n {2}touched:[\s\S]*?0\.020\]/.exec(ARM_TEXT)![0],
      "",
      /:23: surface: needs either pose or touched/,
    ],
    [
      "a hole that nobody fills",
      ARM,
      "goal_pose: $poseStamped",
      "goal_pose: $place",
      /:53: mover\.goal\.goal_pose: \$place is none of/,
    ],
    [
      "a mover that is none",
      ARM,
      "kind: action",
      "kind: magic",
      /:48: mover\.kind: there is no mover "magic", only action/,
    ],
    ["what is no YAML", ARM, "name: wrist camera arm", "name: [", /^mine\.yaml:\d+: not YAML: /],
    [
      "too few joints",
      TAUGHT,
      "top: [0.00, ",
      "top: [",
      /:38: mover\.poses\.top: has 5 positions for 6 joints/,
    ],
    [
      "joints of which nothing tells",
      TAUGHT,
      "  jointStates: /joint_states\n",
      "",
      /:7: topics\.jointStates: is missing/,
    ],
    [
      "no scene",
      TAUGHT,
      "    scene:",
      "    front2:",
      /mover\.poses\.(scene: is missing|front2: there is no)/,
    ],
    [
      "a frame for a hand",
      HAND,
      "camera:",
      "frames: { base: b }\ncamera:",
      /:9: frames: there is no such key in a profile with the mover "human"/,
    ],
    ["nothing", HAND, HAND_TEXT, "", /^mine\.yaml:1: top level: /],
  ];
  for (const [what, file, from, to, message] of wrong)
    test(`that has ${what} gets one line with file, line and place`, async () => {
      const good = await readFile(file, "utf8");
      expect(good).toContain(from);
      const parse = () =>
        parseProfile(
          good.replace(from, () => to),
          "mine.yaml",
        );
      expect(parse).toThrow(expect.objectContaining({ code: "bad-input" }));
      expect(parse).toThrow(message);
      expect(parse).not.toThrow(/\n|secret@/);
    });

  test("of every kind of mover has an example that is read", async () => {
    const files = (await readdir("perception/ros/examples")).filter((it) => it.endsWith(".yaml"));
    const read = await Promise.all(
      files.map(async (file) => {
        const path = `perception/ros/examples/${file}`;
        const profile = parseProfile(await readFile(path, "utf8"), path);
        return [file, profile.mover.kind, profile.simulated, anglesOf(profile).length];
      }),
    );
    expect(read).toEqual([
      ["arm-by-action.yaml", "action", false, 5],
      ["pose-topic.yaml", "topic", false, 5],
      ["taught-joints.yaml", "joints", false, 4],
      ["webcam-in-hand.yaml", "human", false, 5],
    ]);
  });

  test("has every key of its schema explained in the guide", async () => {
    const guide = await readFile("perception/ros/README.md", "utf8");
    const schema = await readFile("perception/ros/robot-profile.schema.json", "utf8");
    const keys = new Set<string>();
    JSON.parse(schema, (key, value) => {
      if (key === "properties") for (const name of Object.keys(value)) keys.add(name);
      return value;
    });
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !guide.includes(`\`${key}\``))).toEqual([]);
  });

  test("takes secrets of its headers from the environment, when it connects", () => {
    const parse = (env: Record<string, string>) => parseProfile(ARM_TEXT, "mine.yaml", env);
    expect(() => parse({})).toThrow(
      "mine.yaml:7: headers.Authorization: the environment has no ROBOT_TOKEN: export it",
    );
    const { headers } = parse({ ROBOT_TOKEN: "t0p" });
    expect(JSON.stringify(headers)).not.toContain("t0p");
    expect(expandHeaders(headers, { ROBOT_TOKEN: "t0p\n" })).toEqual({
      Authorization: "Bearer t0p",
    });
    expect(() => expandHeaders(headers, { ROBOT_TOKEN: "a\r\nHost: b" })).toThrow(/one line/);
  });

  test("is read from where it lies, or it is said that it cannot be", async () => {
    const path = join(newFolder(), "arm.yaml");
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
        value: {
          stamp: { sec: 7, nanosec: 8 },
          format: "jpeg",
          bytes: new Uint8Array([0xff, 0xd8, 0xff]),
        },
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
