using Lintel.Keys;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class RotationTests : IAsyncDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly WebhookBase _base = new();
    private readonly SecretSeal _seal = new(Pepper.Parse("0123456789abcdef0123456789abcdef"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Fact]
    public async Task Both_secrets_sign_until_the_overlap_ends()
    {
        var added = (await _base.Store.AddAsync("app_1", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token))!;
        await _base.RaiseAsync();

        var rotated = Assert.IsType<SecretRotationResult.Rotated>(await _base.Rotation.RotateAsync(added.Webhook.Id, Day, Token));

        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", rotated.Secret);
        Assert.Equal(_base.Clock.GetUtcNow() + Day, rotated.PreviousEndsAt);
        Assert.Equal([rotated.Secret, added.Secret], await SecretsAsync());
        _base.Clock.Advance(Day - TimeSpan.FromMilliseconds(1));
        Assert.Equal([rotated.Secret, added.Secret], await SecretsAsync());
        _base.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([rotated.Secret], await SecretsAsync());
    }

    [Fact]
    public async Task Second_rotation_leaves_the_first_overlap_its_end_and_a_third_is_refused_until_then()
    {
        var added = (await _base.Store.AddAsync("app_1", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token))!;
        await _base.RaiseAsync();
        var second = await RotateAsync(added.Webhook.Id, Day);
        var third = await RotateAsync(added.Webhook.Id, TimeSpan.FromHours(1));

        Assert.Equal([third.Secret, second.Secret, added.Secret], await SecretsAsync());
        var refused = Assert.IsType<SecretRotationResult.TooMany>(await _base.Rotation.RotateAsync(added.Webhook.Id, Day, Token));
        Assert.Equal(_base.Clock.GetUtcNow().AddHours(1), refused.Until);
        _base.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([third.Secret, added.Secret], await SecretsAsync());
        await RotateAsync(added.Webhook.Id, Day);
    }

    [Fact]
    public async Task Rotation_without_overlap_ends_the_secret_at_once()
    {
        var added = (await _base.Store.AddAsync("app_1", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token))!;
        await _base.RaiseAsync();

        var rotated = await RotateAsync(added.Webhook.Id, TimeSpan.Zero);

        Assert.Null(rotated.PreviousEndsAt);
        Assert.Equal([rotated.Secret], await SecretsAsync());
    }

    [Fact]
    public async Task Unknown_endpoint_and_overlap_out_of_range_are_refused()
    {
        Assert.IsType<SecretRotationResult.UnknownWebhook>(await _base.Rotation.RotateAsync("whk_unknown", TimeSpan.Zero, Token));
        Assert.IsType<SecretRotationResult.UnknownWebhook>(await _base.Rotation.RotateAsync("whk_unknown", Day, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _base.Rotation.RotateAsync("whk_1", TimeSpan.FromSeconds(-1), Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _base.Rotation.RotateAsync("whk_1", SecretRotation.MaxOverlap + Day, Token));
    }

    private async Task<SecretRotationResult.Rotated> RotateAsync(string id, TimeSpan overlap) =>
        Assert.IsType<SecretRotationResult.Rotated>(await _base.Rotation.RotateAsync(id, overlap, Token));

    private async Task<string[]> SecretsAsync()
    {
        var due = Assert.Single((await _base.TakeAsync()).Due);
        await _base.Queue.GiveBackAsync(due, Token);
        return [.. due.OldSealedSecrets.Prepend(due.SealedSecret).Select(secret => WebhookSecret.Show(_seal.Open(due.WebhookId, secret)))];
    }
}
