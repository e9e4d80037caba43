/** How a kind of server differs from the others, as its documentation or its source says. */
export type Dialect = {
  /** What becomes of a schema that stands where OpenAI wants it. */
  readonly nestedSchema: "held" | "ignored";
  /** What becomes of one at the top of a `json_object`. */
  readonly topSchema: "held" | "ignored" | "refused";
  readonly needsKey: boolean;
  readonly types: readonly string[];
  /** Where chat completions are served. */
  readonly paths: readonly string[];
  readonly unreadablePicture: string;
  readonly takesNoPictures: { readonly status: number; readonly message: string };
  error(status: number, message: string, param?: string): unknown;
  /** The body of an answer of 404 to a wrong path. */
  readonly lost: string;
};

const V1 = ["/v1/chat/completions"];
const ALL_TYPES = ["jpeg", "png", "webp"];

export const DIALECTS = {
  // https://platform.openai.com/docs/guides/structured-outputs, /docs/guides/images-vision
  openai: {
    nestedSchema: "held",
    topSchema: "refused",
    needsKey: true,
    types: ALL_TYPES,
    paths: V1,
    unreadablePicture: "You uploaded an unsupported image.",
    takesNoPictures: { status: 400, message: "This model does not support image inputs." },
    error: (_, message, param) => ({ error: { message, type: "invalid_request_error", param } }),
    lost: JSON.stringify({ error: { message: "Invalid URL (POST /chat/completions)" } }),
  },
  // https://docs.ollama.com/api/openai-compatibility, ollama/ollama openai/openai.go
  ollama: {
    nestedSchema: "held",
    topSchema: "ignored",
    needsKey: false,
    types: ALL_TYPES,
    paths: V1,
    unreadablePicture: "invalid image input",
    takesNoPictures: {
      status: 500,
      message: "this model is missing data required for image input",
    },
    error: (_, message) => ({ error: { message, type: "api_error", param: null, code: null } }),
    lost: "404 page not found",
  },
  // https://docs.vllm.ai/en/stable/serving/openai_compatible_server/
  vllm: {
    nestedSchema: "held",
    topSchema: "ignored",
    needsKey: true,
    types: ALL_TYPES,
    paths: V1,
    unreadablePicture: "cannot identify image file",
    takesNoPictures: { status: 400, message: "At most 0 image(s) may be provided in one prompt." },
    error: (code, message) => ({
      object: "error",
      message,
      type: "BadRequestError",
      param: null,
      code,
    }),
    lost: '{"detail":"Not Found"}',
  },
  // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md: only the top schema is documented
  "llama.cpp": {
    nestedSchema: "ignored",
    topSchema: "held",
    needsKey: false,
    types: ["jpeg", "png"],
    paths: [...V1, "/chat/completions"],
    unreadablePicture: "Failed to load image or audio file",
    takesNoPictures: {
      status: 500,
      message:
        "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
    },
    error: (code, message) => ({ error: { code, message, type: "invalid_request_error" } }),
    lost: '{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}',
  },
} as const satisfies Record<string, Dialect>;
export type DialectName = keyof typeof DIALECTS;
