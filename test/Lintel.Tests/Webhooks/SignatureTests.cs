using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class SignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string PepperText = "0123456789abcdef0123456789abcdef";

    /// <summary>The first is the example of the specification; the others are what its reference library computes.</summary>
    [Theory]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJek", """{"test": 2432232314}""", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("msg_p5jXN8AQM9LWMM0D4loKWxJek", """{"test": 2432232314}""", "v1,U3e9K8owtEKydKsoX/cot4QT69q1mEL1IxTgE0HZLWY=")]
    [InlineData("evt_1", "Grüße €", "v1,zqNcy3Ecr3SfGZLmNLOggfbhsUw2kkKO60idLMCY1FY=")]
    public void Signature_is_that_of_the_reference_library(string id, string body, string signature) =>
        Assert.Equal(signature, WebhookSignature.Sign(WebhookSecret.Parse(Secret), id, 1614265330, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Secret_is_shown_in_the_form_of_the_standard_and_never_twice_the_same()
    {
        var secret = WebhookSecret.Generate();
        var text = WebhookSecret.Show(secret);

        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", text);
        Assert.Equal(secret, WebhookSecret.Parse(text));
        Assert.NotEqual(secret, WebhookSecret.Generate());
    }

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS")]
    [InlineData("whsec_AAAA")]
    public void Secret_of_another_form_is_refused(string text) => Assert.Throws<FormatException>(() => WebhookSecret.Parse(text));

    [Fact]
    public void Sealed_secret_opens_with_its_pepper_and_its_id_alone()
    {
        var seal = new SecretSeal(Pepper.Parse(PepperText));
        var secret = WebhookSecret.Generate();

        var kept = seal.Seal("whk_1", secret);

        Assert.Equal(secret, seal.Open("whk_1", kept));
        Assert.Equal(-1, kept.AsSpan().IndexOf(secret));
        Assert.NotEqual(kept, seal.Seal("whk_1", secret));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open("whk_2", kept));
        Assert.ThrowsAny<CryptographicException>(() => new SecretSeal(Pepper.Parse("another" + PepperText)).Open("whk_1", kept));
        Assert.ThrowsAny<CryptographicException>(() => seal.Open("whk_1", kept[..8]));
        kept[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => seal.Open("whk_1", kept));
    }

    [Fact]
    public void Sealed_secret_opens_after_the_pepper_got_a_newer_version_and_not_without_its_own()
    {
        var kept = new SecretSeal(Pepper.Parse(PepperText)).Seal("whk_1", [1, 2, 3]);

        Assert.Equal([1, 2, 3], new SecretSeal(Pepper.Parse($"1:{PepperText} 2:another{PepperText}")).Open("whk_1", kept));
        Assert.Throws<PepperException>(() => new SecretSeal(Pepper.Parse($"2:another{PepperText}")).Open("whk_1", kept));
    }
}
