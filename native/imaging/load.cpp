// Loading one format's pixels with libvips, and making 8-bit sRGB of whatever they are.
#include "source.hpp"

namespace imago {

bool can_shrink(int32_t format) { return format == IMAGO_JPEG || format == IMAGO_WEBP; }
bool is_heif(int32_t format) { return format == IMAGO_AVIF || format == IMAGO_HEIC; }

Image load(const imago_source& from, int shrink) {
    auto& kind = describe(from.format);
    auto source = from.source.get();
    auto data = const_cast<uint8_t*>(from.data);
    auto access = VIPS_ACCESS_SEQUENTIAL; // rows from the top, once: memory stays flat
    auto fail = VIPS_FAIL_ON_ERROR;       // cut short or broken is an error, a harmless oddity is not
    auto image = make(
        [&](VipsImage** out) {
            switch (from.format) {
            case IMAGO_JPEG: return vips_jpegload_source(source, out, "shrink", shrink, "access", access, "fail_on", fail, NULL);
            case IMAGO_PNG: return vips_pngload_source(source, out, "access", access, "fail_on", fail, NULL);
            case IMAGO_WEBP: return vips_webpload_source(source, out, "scale", 1.0 / shrink, "access", access, "fail_on", fail, NULL);
            case IMAGO_AVIF: case IMAGO_HEIC: return vips_heifload_source(source, out, "access", access, "fail_on", fail, NULL);
            case IMAGO_TIFF: return vips_tiffload_source(source, out, "access", access, "fail_on", fail, NULL);
            case IMAGO_GIF: return vips_gifload_source(source, out, "access", access, "fail_on", fail, NULL);
            case IMAGO_BMP: return vips_magickload_buffer(data, from.length, out, "access", access, "fail_on", fail, NULL);
            default: return vips_svgload_buffer(data, from.length, out, "scale", from.svg_scale, "access", access, "fail_on", fail, NULL);
            }
        },
        IMAGO_DAMAGED, kind.domain, "is cut short or damaged");
    if (image->Coding == VIPS_CODING_LABQ) // 8-bit Lab TIFFs come packed
        image = make([&](VipsImage** out) { return vips_LabQ2Lab(image.get(), out, NULL); });
    return image;
}

static int colour_bands(VipsInterpretation space) {
    return space == VIPS_INTERPRETATION_B_W || space == VIPS_INTERPRETATION_GREY16 ? 1 : space == VIPS_INTERPRETATION_CMYK ? 4 : 3;
}

static int32_t space_of(VipsInterpretation space) {
    switch (space) {
    case VIPS_INTERPRETATION_B_W: case VIPS_INTERPRETATION_GREY16: return IMAGO_SPACE_GREY;
    case VIPS_INTERPRETATION_sRGB: case VIPS_INTERPRETATION_RGB: case VIPS_INTERPRETATION_RGB16: return IMAGO_SPACE_RGB;
    case VIPS_INTERPRETATION_CMYK: return IMAGO_SPACE_CMYK;
    case VIPS_INTERPRETATION_LAB: case VIPS_INTERPRETATION_LABS: case VIPS_INTERPRETATION_LABQ: return IMAGO_SPACE_LAB;
    case VIPS_INTERPRETATION_scRGB: return IMAGO_SPACE_LINEAR_RGB;
    default: return IMAGO_SPACE_OTHER;
    }
}

void inspect(imago_source& from) {
    Hush hush(is_heif(from.format));
    auto image = load(from);
    auto& info = from.info;
    auto space = vips_image_guess_interpretation(image.get());
    info.format = from.format;
    info.width = image->Xsize;
    info.height = image->Ysize;
    info.channels = image->Bands;
    info.has_alpha = image->Bands > colour_bands(space);
    info.bits = int32_t(vips_format_sizeof(image->BandFmt) * 8);
    for (auto name : {"bits-per-sample", "heif-bitdepth"})
        if (vips_image_get_typeof(image.get(), name))
            vips_image_get_int(image.get(), name, &info.bits);
    info.colour_space = space_of(space);
    info.has_profile = vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0;
    info.orientation = vips_image_get_orientation(image.get());
    info.pages = vips_image_get_n_pages(image.get());
    if (vips_image_get_orientation_swap(image.get()))
        std::swap(info.width, info.height);
    check_size(info.width, info.height, from.options.max_pixels);
    if (info.colour_space == IMAGO_SPACE_OTHER || image->Bands > 8)
        throw Error(IMAGO_UNSUPPORTED, "has " + std::to_string(image->Bands) + " channels of a kind that has no colour (" +
                                           vips_enum_nick(VIPS_TYPE_INTERPRETATION, space) + ")");
    if (vips_band_format_iscomplex(image->BandFmt) || (vips_band_format_isint(image->BandFmt) && !vips_band_format_isuint(image->BandFmt) && space != VIPS_INTERPRETATION_LABS))
        throw Error(IMAGO_UNSUPPORTED, "has signed or complex samples, which are measurements and no colours");
    info.out_channels = info.has_alpha && from.options.keep_alpha ? 4 : info.colour_space == IMAGO_SPACE_GREY && from.options.keep_grey ? 1 : 3;
    if (from.format == IMAGO_SVG) {
        info.width = from.svg_width;
        info.height = from.svg_height;
    }
}

// Samples that libvips's colour conversions do not take as they are: 32-bit integers, doubles, grey floats.
static Image regular_samples(Image image, VipsInterpretation& space) {
    if (image->BandFmt == VIPS_FORMAT_UINT) {
        image = make([&](VipsImage** out) { return vips_rshift_const1(image.get(), out, 16, NULL); });
        image = make([&](VipsImage** out) { return vips_cast_ushort(image.get(), out, NULL); });
        space = colour_bands(space) == 1 ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16;
    } else if (image->BandFmt == VIPS_FORMAT_DOUBLE) {
        image = make([&](VipsImage** out) { return vips_cast_float(image.get(), out, NULL); });
    }
    if (image->BandFmt == VIPS_FORMAT_FLOAT && colour_bands(space) == 1) {
        // Floats are linear light from 0 to 1, in grey as in RGB.
        auto grey = make([&](VipsImage** out) { return vips_extract_band(image.get(), out, 0, NULL); });
        VipsImage* three[] = {grey.get(), grey.get(), grey.get()};
        image = make([&](VipsImage** out) { return vips_bandjoin(three, out, 3, NULL); });
        space = VIPS_INTERPRETATION_scRGB;
    }
    return make([&](VipsImage** out) { return vips_copy(image.get(), out, "interpretation", space, NULL); });
}

Image to_srgb(Image image, const imago_source& from) {
    auto space = vips_image_guess_interpretation(image.get());
    bool grey = colour_bands(space) == 1;
    image = regular_samples(std::move(image), space);
    int colours = colour_bands(space);
    if (image->Bands > colours + 1) // spot colours and masks beyond the first extra channel
        image = make([&](VipsImage** out) { return vips_extract_band(image.get(), out, 0, "n", colours + 1, NULL); });
    bool alpha = image->Bands > colours;
    bool profile = vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0;
    bool managed = false;
    if (space == VIPS_INTERPRETATION_CMYK || (profile && (image->BandFmt == VIPS_FORMAT_UCHAR || image->BandFmt == VIPS_FORMAT_USHORT))) {
        VipsImage* out = nullptr;
        managed = vips_icc_transform(image.get(), &out, "srgb", "embedded", TRUE, "input_profile", space == VIPS_INTERPRETATION_CMYK ? "cmyk" : "srgb",
                                     "intent", VIPS_INTENT_RELATIVE, "black_point_compensation", TRUE, NULL) == 0;
        if (managed)
            image.reset(out);
        else
            vips_reason(""); // a profile that does not belong to such pixels: they are taken as sRGB, as every viewer does
    }
    if (!managed)
        image = make([&](VipsImage** out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_sRGB, NULL); }, IMAGO_UNSUPPORTED);
    if (image->BandFmt != VIPS_FORMAT_UCHAR)
        image = make([&](VipsImage** out) { return vips_cast_uchar(image.get(), out, NULL); });
    if (alpha && from.options.keep_alpha)
        return image;
    if (alpha) {
        Rgb background(from.options.background);
        image = make([&](VipsImage** out) { return vips_flatten(image.get(), out, "background", background.array(), NULL); });
    }
    if (grey && from.options.keep_grey)
        image = alpha ? make([&](VipsImage** out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_B_W, NULL); })
                      : make([&](VipsImage** out) { return vips_extract_band(image.get(), out, 0, NULL); });
    return image;
}

} // namespace imago
