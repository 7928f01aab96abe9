/* Imago's flat C surface over libvips: pictures in, 8-bit sRGB bytes out. This header is the contract.

   - Every call returns an imago_status. On anything but IMAGO_OK, *message (where not NULL) is a text in UTF-8 that completes
     the sentence "FILE …" or stands alone, and that the caller frees with imago_imaging_free.
   - No C++ exception and no libvips warning leaves the library.
   - Pictures cross as interleaved 8-bit rows without padding, top row first: 1 channel (grey), 3 (RGB) or 4 (RGBA, not premultiplied).
   - Colours cross as 0xRRGGBB. Paths and texts are UTF-8.
   - Every function may be called from any thread; one imago_source must not be used by two threads at once. */
#ifndef IMAGO_IMAGING_H
#define IMAGO_IMAGING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IMAGO_IMAGING_ABI 1

#if defined(__GNUC__)
#define IMAGO_API __attribute__((visibility("default")))
#else
#define IMAGO_API
#endif

typedef int32_t imago_status;
enum {
    IMAGO_OK = 0,
    IMAGO_ARGUMENT = 1,      /* the caller broke this contract */
    IMAGO_NOT_FOUND = 2,     /* there is no such file */
    IMAGO_UNREADABLE = 3,    /* the system refuses to read it: permission, I/O error */
    IMAGO_NOT_A_FILE = 4,    /* a folder, a pipe, a device */
    IMAGO_EMPTY = 5,         /* no bytes */
    IMAGO_NOT_A_PICTURE = 6, /* none of the formats below */
    IMAGO_DAMAGED = 7,       /* cut short or broken */
    IMAGO_TOO_LARGE = 8,     /* more pixels than max_pixels, or a file too big to be such a picture */
    IMAGO_UNSUPPORTED = 9,   /* a sound file of a kind that is not read */
    IMAGO_MEMORY = 10,
    IMAGO_FAILED = 11        /* anything else */
};

enum { /* formats; the first four can be written */
    IMAGO_JPEG = 1, IMAGO_PNG = 2, IMAGO_WEBP = 3, IMAGO_AVIF = 4, IMAGO_HEIC = 5, IMAGO_TIFF = 6, IMAGO_GIF = 7, IMAGO_BMP = 8, IMAGO_SVG = 9
};
enum { IMAGO_SPACE_OTHER = 0, IMAGO_SPACE_GREY = 1, IMAGO_SPACE_RGB = 2, IMAGO_SPACE_CMYK = 3, IMAGO_SPACE_LAB = 4, IMAGO_SPACE_LINEAR_RGB = 5 };
enum { IMAGO_FIT_CENTER_CROP = 0, IMAGO_FIT_CENTER_CROP_WIDE = 1, IMAGO_FIT_CENTER_CROP_TALL = 2, IMAGO_FIT_PAD = 3 };
enum { IMAGO_FILTER_LANCZOS = 0, IMAGO_FILTER_BOX = 1 };

/* A file or a buffer whose header has been read; pixels are decoded by imago_imaging_read…, as often as wanted. */
typedef struct imago_source imago_source;
/* An encoded file in memory. */
typedef struct imago_blob imago_blob;

typedef struct {
    int64_t max_pixels;  /* more than this is refused from the header alone */
    int32_t background;  /* under transparent pixels */
    int32_t keep_grey;   /* 0: grey becomes RGB */
    int32_t keep_alpha;  /* 0: alpha is flattened on the background */
} imago_decode_options;

typedef struct {
    int32_t format;
    int32_t width, height;   /* as seen, after the orientation has been applied */
    int32_t channels;        /* as stored */
    int32_t has_alpha;
    int32_t bits;            /* per channel, as stored (1 for a 1-bit file where the format says so) */
    int32_t colour_space;
    int32_t has_profile;
    int32_t orientation;     /* EXIF, 1 to 8 */
    int32_t pages;
    int32_t out_channels;    /* of what imago_imaging_read gives: 1, 3 or 4 */
} imago_info;

typedef struct {
    const uint8_t* pixels;
    int32_t width, height, channels;
} imago_picture;

typedef struct {
    int32_t width, height;  /* of the result before the squaring of the wide and tall kinds */
    int32_t fit, filter;
    int32_t background;
} imago_fit_options;

/* Library. start is called once before anything else (more often does no harm). */
IMAGO_API int32_t imago_imaging_abi(void);
IMAGO_API imago_status imago_imaging_start(char** message);
IMAGO_API const char* imago_imaging_vips_version(void);      /* static text */
IMAGO_API int32_t imago_imaging_can_read(int32_t format);
IMAGO_API int32_t imago_imaging_can_write(int32_t format);
IMAGO_API void imago_imaging_set_concurrency(int32_t threads);
IMAGO_API void imago_imaging_memory(int64_t* bytes, int64_t* highest); /* what libvips holds now, and held at most */
IMAGO_API void imago_imaging_free(void* text);

/* Reading. A buffer must outlive its source. */
IMAGO_API imago_status imago_imaging_open_file(const char* path, const imago_decode_options*, imago_source**, imago_info*, char** message);
IMAGO_API imago_status imago_imaging_open_buffer(const uint8_t* data, int64_t length, const imago_decode_options*, imago_source**, imago_info*, char** message);
IMAGO_API imago_status imago_imaging_open_svg(const char* svg, int64_t length, int32_t width, int32_t height, const imago_decode_options*, imago_source**, imago_info*, char** message);
IMAGO_API void imago_imaging_close(imago_source*);
/* out: width * height * out_channels bytes. */
IMAGO_API imago_status imago_imaging_read(imago_source*, uint8_t* out, int64_t length, char** message);
/* out: imago_imaging_fit_size's width * height * out_channels bytes. Large pictures are shrunk while they are decoded. */
IMAGO_API imago_status imago_imaging_read_fit(imago_source*, const imago_fit_options*, uint8_t* out, int64_t length, char** message);

/* Resizing. */
IMAGO_API imago_status imago_imaging_fit_size(const imago_fit_options*, int32_t* width, int32_t* height, char** message);
IMAGO_API imago_status imago_imaging_fit(const imago_picture*, const imago_fit_options*, uint8_t* out, int64_t length, char** message);

/* Writing. quality: 1 to 100, of JPEG, WebP and AVIF; compression: 0 to 9, of PNG and AVIF; background: under a transparent picture in a JPEG. */
IMAGO_API imago_status imago_imaging_encode(const imago_picture*, int32_t format, int32_t quality, int32_t compression, int32_t background, imago_blob**, char** message);
IMAGO_API const uint8_t* imago_imaging_blob_data(const imago_blob*, int64_t* length);
IMAGO_API void imago_imaging_blob_free(imago_blob*);

/* Grids: cells as wide and high as the largest tile, tiles centred, gap pixels between the cells and around them.
   captions: NULL, or a text (or NULL) per tile, drawn caption_height pixels high under the tile. */
IMAGO_API imago_status imago_imaging_compose_size(const imago_picture* tiles, int32_t count, int32_t columns, int32_t gap, int32_t caption_height, int32_t* width, int32_t* height, char** message);
IMAGO_API imago_status imago_imaging_compose(const imago_picture* tiles, int32_t count, int32_t columns, int32_t gap, int32_t background, const char* const* captions, int32_t caption_height, uint8_t* out, int64_t length, char** message);

#ifdef __cplusplus
}
#endif
#endif
