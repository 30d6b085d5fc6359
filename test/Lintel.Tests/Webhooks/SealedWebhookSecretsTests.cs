using Dapper;
using Lintel.Keys;
using Lintel.Tests.Storage;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

/// <summary>Webhook secrets move to the current version of the pepper by themselves.</summary>
public sealed class SealedWebhookSecretsTests(PostgresServer server)
{
    private static readonly Pepper Rotated = Pepper.Parse("1:0123456789abcdef0123456789abcdef 2:fedcba9876543210fedcba9876543210");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secrets_and_old_secrets_are_sealed_anew_and_stay_the_same(bool isPostgres)
    {
        await using var webhooks = isPostgres ? await WebhookBase.InPostgresAsync(server) : new WebhookBase();
        var added = (await webhooks.Store.AddAsync("app_1", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token))!;
        await webhooks.AddAsync();
        await webhooks.AddAsync();
        var rotated = Assert.IsType<SecretRotationResult.Rotated>(await webhooks.Rotation.RotateAsync(added.Webhook.Id, TimeSpan.FromDays(1), Token));
        var secrets = new SealedWebhookSecrets(webhooks.Database, new SecretSeal(Rotated), Rotated, webhooks.Clock);
        Assert.Equal([(1, 4L)], await CountAsync());

        // Of several pages; one that was damaged stays, and stops nothing.
        var damaged = await webhooks.AddAsync();
        await webhooks.Database.WriteAsync(
            connection => connection.ExecuteAsync(
                "UPDATE webhooks SET sealed_secret = @text WHERE id = @Id", new { damaged.Id, text = new byte[] { 0, 1, 7 } }),
            Token);
        await secrets.ResealAsync(atOnce: 2, Token);

        Assert.Equal([(1, 1L), (2, 4L)], await CountAsync());
        var alone = new SecretSeal(Pepper.Parse("retired:1:0123456789abcdef0123456789abcdef 2:fedcba9876543210fedcba9876543210"));
        Assert.Equal((added.Secret, rotated.Secret), (await OpenAsync("webhook_old_secrets", "webhook_id"), await OpenAsync("webhooks", "id")));

        async Task<IEnumerable<(int Version, long Secrets)>> CountAsync() =>
            (await secrets.CountAsync(Token)).OrderBy(count => count.Key).Select(count => (count.Key, count.Value));

        async Task<string> OpenAsync(string table, string column)
        {
            var text = await webhooks.Database.ReadAsync(
                connection => connection.QuerySingleAsync<byte[]>($"SELECT sealed_secret FROM {table} WHERE {column} = @Id", new { added.Webhook.Id }), Token);
            return WebhookSecret.Show(alone.Open(added.Webhook.Id, text));
        }
    }
}
