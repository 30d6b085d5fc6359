using System.Security.Cryptography;

namespace Lintel.Tests.Keys;

public sealed class SecretDigestTests
{
    [Fact]
    public void Bytes_come_back_as_they_went_in()
    {
        var bytes = RandomNumberGenerator.GetBytes(SecretDigest.Length);

        Assert.Equal(bytes, SecretDigest.Of(bytes).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretDigest.Of(bytes.AsSpan(1)));
    }

    [Fact]
    public void Digests_are_equal_only_where_every_bit_is()
    {
        var bytes = RandomNumberGenerator.GetBytes(SecretDigest.Length);
        var digest = SecretDigest.Of(bytes);
        Assert.Equal(digest, SecretDigest.Of(bytes));
        for (var bit = 0; bit < 8 * SecretDigest.Length; bit++)
        {
            var other = bytes.ToArray();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(digest, SecretDigest.Of(other));
        }
    }

    [Fact]
    public void Digest_is_not_written_out() => Assert.Equal("SecretDigest", SecretDigest.Of(new byte[SecretDigest.Length]).ToString());
}
