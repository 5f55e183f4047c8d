// Directus in two processes, as it is run in production; each is what `directus start` is.
import cluster from "node:cluster";

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  process.argv.splice(2, Infinity, "start");
  await import("./node_modules/@directus/api/dist/cli/run.js");
}
