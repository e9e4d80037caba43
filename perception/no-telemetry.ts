/**
 * ONNX Runtime reports to its maker, from 1.29 on and by default: which models are opened, how fast they
 * are, under a name that it keeps for this machine. Nothing leaves this machine unasked, so imported
 * before it is loaded this keeps it silent, with an environment variable that worker threads share only
 * when it is set in the process's first. Who sets it to something else is left with that.
 */
process.env.ORT_DISABLE_TELEMETRY ??= "1";
