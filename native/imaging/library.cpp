// Starting libvips the way that suits many small jobs at once: no cache, one thread a call, not a word on the terminal.
#include "border.hpp"
#include <mutex>

using namespace imago;

// The C# side mirrors these structures field by field.
static_assert(sizeof(imago_decode_options) == 24 && sizeof(imago_info) == 44 && sizeof(imago_picture) == 24 && sizeof(imago_fit_options) == 20, "the ABI changed: raise IMAGO_IMAGING_ABI");

static void swallow(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

int32_t imago_imaging_abi(void) { return IMAGO_IMAGING_ABI; }

imago_status imago_imaging_start(char** message) {
    return guard(message, [] {
        static std::mutex once;
        static bool started = false;
        std::lock_guard<std::mutex> lock(once);
        if (started)
            return;
        // The codecs below libvips warn through GLib: what matters comes back as an error, the rest is noise.
        g_log_set_default_handler(swallow, nullptr);
        if (VIPS_INIT("imago") != 0)
            throw Error(IMAGO_FAILED, "libvips does not start: " + vips_reason(""));
        g_log_set_handler("VIPS", GLogLevelFlags(G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION), swallow, nullptr);
        vips_cache_set_max(0);
        vips_cache_set_max_mem(0);
        vips_cache_set_max_files(0);
        vips_concurrency_set(1);
        // Only the loaders of the formats that Imago reads stay open; a file can never reach another one.
        vips_operation_block_set("VipsForeignLoad", TRUE);
        for (auto allowed : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadTiff",
                             "VipsForeignLoadNsgif", "VipsForeignLoadMagick", "VipsForeignLoadMagick7", "VipsForeignLoadSvg"})
            vips_operation_block_set(allowed, FALSE);
        started = true;
    });
}

const char* imago_imaging_vips_version(void) { return vips_version_string(); }

static const char* nickname(int32_t format, bool load) {
    switch (format) {
    case IMAGO_JPEG: return load ? "jpegload_source" : "jpegsave_buffer";
    case IMAGO_PNG: return load ? "pngload_source" : "pngsave_buffer";
    case IMAGO_WEBP: return load ? "webpload_source" : "webpsave_buffer";
    case IMAGO_AVIF: return load ? "heifload_source" : "heifsave_buffer";
    case IMAGO_HEIC: return load ? "heifload_source" : nullptr;
    case IMAGO_TIFF: return load ? "tiffload_source" : nullptr;
    case IMAGO_GIF: return load ? "gifload_source" : nullptr;
    case IMAGO_BMP: return load ? "magickload_buffer" : nullptr;
    case IMAGO_SVG: return load ? "svgload_buffer" : nullptr;
    default: return nullptr;
    }
}

static int32_t known(const char* name) { return name && vips_type_find("VipsOperation", name) != 0; }
int32_t imago_imaging_can_read(int32_t format) { return known(nickname(format, true)); }
int32_t imago_imaging_can_write(int32_t format) { return known(nickname(format, false)); }

void imago_imaging_set_concurrency(int32_t threads) { vips_concurrency_set(threads); }

void imago_imaging_memory(int64_t* bytes, int64_t* highest) {
    *bytes = int64_t(vips_tracked_get_mem());
    *highest = int64_t(vips_tracked_get_mem_highwater());
}

void imago_imaging_free(void* text) { g_free(text); }
