// Pictures to files' bytes.
#include "border.hpp"

using namespace imago;

struct imago_blob {
    void* data = nullptr;
    size_t length = 0;
    ~imago_blob() { g_free(data); }
};

imago_status imago_imaging_encode(const imago_picture* picture, int32_t format, int32_t quality, int32_t compression, int32_t background, imago_blob** out, char** message) {
    return guard(message, [&] {
        require(picture && out, "a picture and a place for the file are needed");
        require(quality >= 1 && quality <= 100, "the quality lies between 1 and 100");
        require(compression >= 0 && compression <= 9, "the compression lies between 0 and 9");
        *out = nullptr;
        auto image = wrap(*picture);
        auto blob = std::make_unique<imago_blob>();
        Rgb rgb(background);
        int failed;
        switch (format) {
        case IMAGO_JPEG:
            failed = vips_jpegsave_buffer(image.get(), &blob->data, &blob->length, "Q", quality, "optimize_coding", TRUE, "strip", TRUE, "background", rgb.array(), NULL);
            break;
        case IMAGO_PNG:
            failed = vips_pngsave_buffer(image.get(), &blob->data, &blob->length, "compression", compression, "filter",
                                         compression == 0 ? VIPS_FOREIGN_PNG_FILTER_NONE : VIPS_FOREIGN_PNG_FILTER_ALL, "strip", TRUE, NULL);
            break;
        case IMAGO_WEBP:
            failed = vips_webpsave_buffer(image.get(), &blob->data, &blob->length, "Q", quality, "strip", TRUE, NULL);
            break;
        case IMAGO_AVIF:
            failed = vips_heifsave_buffer(image.get(), &blob->data, &blob->length, "Q", quality, "effort", compression, "compression",
                                          VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "strip", TRUE, NULL);
            break;
        default:
            throw Error(IMAGO_ARGUMENT, "only JPEG, PNG, WebP and AVIF are written");
        }
        if (failed)
            throw Error(IMAGO_FAILED, "cannot be encoded (" + vips_reason("") + ")");
        *out = blob.release();
    });
}

const uint8_t* imago_imaging_blob_data(const imago_blob* blob, int64_t* length) {
    *length = int64_t(blob->length);
    return static_cast<const uint8_t*>(blob->data);
}

void imago_imaging_blob_free(imago_blob* blob) { delete blob; }
