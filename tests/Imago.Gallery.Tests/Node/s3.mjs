// node s3.mjs FOLDER: a server that speaks S3, with the bucket "gallery"; the key is S3RVER with the secret S3RVER. It says its port, and ends with its input.
import S3rver from "s3rver";

const server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory: process.argv[2], configureBuckets: [{ name: "gallery" }] });
const { port } = await server.run();
process.stdout.write(`${port}\n`);
process.stdin.resume().on("end", () => process.exit(0));
