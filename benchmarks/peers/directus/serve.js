// Directus in two processes, as it is run in production; each is what `directus start` is.
import cluster from "node:cluster";

if (cluster.isPrimary) {
  const workers = [cluster.fork(), cluster.fork()];
  process.on("SIGTERM", () => workers.forEach((each) => each.process.kill("SIGTERM")));
  cluster.on("exit", () => workers.every((each) => each.isDead()) && process.exit());
} else {
  process.argv.splice(2, Infinity, "start");
  await import("./node_modules/@directus/api/dist/cli/run.js");
}
