import { defineConfig } from "vite";

// One script and one style sheet. Their names carry a hash of their contents, so that browsers may keep them for ever;
// the manifest tells the server which names they have.
export default defineConfig({
  build: {
    manifest: "manifest.json",
    rollupOptions: { input: "src/gallery.ts" },
  },
});
