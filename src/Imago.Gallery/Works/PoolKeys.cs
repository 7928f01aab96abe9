using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Imago.Gallery.Works;

/// <summary>
/// What a pool is drawn from: two secret keys of 256 bits. Whoever has the public network and everything that the gallery shows cannot redraw a picture without them: its latent is
/// drawn from one and its noise from the other, by HMAC-SHA256 of the candidate's number. The key of the noise is always random, so not even a known seed gives a picture.
/// </summary>
/// <param name="Latents">Key of latents, truncations and classes.</param>
/// <param name="Noise">Key of noise and of the names of full-size files.</param>
public sealed record PoolKeys(byte[] Latents, byte[] Noise)
{
    private const int Length = 32;

    /// <summary>New keys.</summary>
    /// <param name="seed">Latents that can be drawn again elsewhere; null: random ones.</param>
    public static PoolKeys Create(long? seed) => new(
        seed is { } given ? SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"imago.pool/1 {given}"))) : RandomNumberGenerator.GetBytes(Length),
        RandomNumberGenerator.GetBytes(Length));

    /// <summary>The z of a candidate: standard normal numbers (Box and Muller 1958).</summary>
    /// <param name="candidate">Its number, from 0.</param>
    /// <param name="count">How many.</param>
    public float[] Z(int candidate, int count) => Normal(new Numbers(Latents, $"z {candidate}"), count);

    /// <summary>The z towards which a film moves a candidate's latent, so that it goes past the picture and not through it: of the key that is always random.</summary>
    /// <param name="candidate">Its number, from 0.</param>
    /// <param name="count">How many.</param>
    public float[] FilmZ(int candidate, int count) => Normal(new Numbers(Noise, $"film {candidate}"), count);

    /// <summary>The seed of a film's noise maps, 64 bits: those of no picture.</summary>
    /// <param name="film">The film's key in the public store.</param>
    public long FilmNoise(string film) => BinaryPrimitives.ReadInt64LittleEndian(HMACSHA256.HashData(Noise, Encoding.UTF8.GetBytes($"film noise {film}")));

    /// <summary>A number from 0 to below 1 for a candidate.</summary>
    /// <param name="candidate">Its number, from 0.</param>
    /// <param name="what">What it decides.</param>
    public double Uniform(int candidate, string what) => new Numbers(Latents, $"{what} {candidate}").Next();

    /// <summary>The seed of a candidate's noise maps, 64 bits.</summary>
    public long NoiseSeed(int candidate) => BinaryPrimitives.ReadInt64LittleEndian(HMACSHA256.HashData(Noise, Encoding.UTF8.GetBytes($"noise {candidate}")));

    /// <summary>The key of a candidate's full-size file, 128 bits in hexadecimal: the same after a restart, so that nothing is stored twice.</summary>
    public string FileKey(int candidate) => Convert.ToHexStringLower(HMACSHA256.HashData(Noise, Encoding.UTF8.GetBytes($"file {candidate}")).AsSpan(0, 16));

    private static float[] Normal(Numbers stream, int count)
    {
        var z = new float[count];
        for (var i = 0; i < count; i += 2)
        {
            var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - stream.Next())), 2 * Math.PI * stream.Next());
            z[i] = (float)(radius * Math.Cos(angle));
            if (i + 1 < count)
                z[i + 1] = (float)(radius * Math.Sin(angle));
        }
        return z;
    }

    // HMAC-SHA256 in counter mode, 53 bits a number.
    private sealed class Numbers(byte[] key, string name)
    {
        private byte[] _block = [];
        private int _at, _counter;

        public double Next()
        {
            if (_at == _block.Length)
                (_block, _at) = (HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {_counter++}"))), 0);
            var bits = BinaryPrimitives.ReadUInt64LittleEndian(_block.AsSpan(_at, sizeof(ulong)));
            _at += sizeof(ulong);
            return (bits >> 11) * (1.0 / (1L << 53));
        }
    }
}
