import { defineConfig } from "vite";

// One script and one style sheet. Their names carry a hash of their contents, so that browsers may keep them for ever;
// the manifest tells the server which names they have. They name each other relatively, and the one script
// imports nothing, so that an exported gallery also opens from a folder, where browsers load no modules.
export default defineConfig({
  base: "./",
  build: {
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { input: "src/gallery.ts" },
  },
});
