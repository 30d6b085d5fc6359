using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.Keys;

public sealed class PepperWatchTests
{
    private const string One = "1:0123456789abcdef0123456789abcdef";
    private const string Two = "2:fedcba9876543210fedcba9876543210";

    private readonly InMemoryStores _stores = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(One + " " + Two, "")]
    [InlineData("next:" + Two + " " + One, "")]
    [InlineData(One, "2")]
    [InlineData("retired:" + One + " " + Two, "")]
    public async Task Version_is_missing_where_keys_are_under_it_and_this_process_lacks_it(string pepper, string missing)
    {
        foreach (var version in (int[])[1, 2, 3])
        {
            await _stores.PepperChecks.AddAsync(version, [(byte)version], Token);
        }

        await _stores.Keys.AddAsync(
            new ApiKey
            {
                Id = "key_a",
                Api = "own",
                AccountId = "acct_a",
                Environment = "live",
                Name = "Key",
                State = KeyState.Active,
                CreatedAt = DateTimeOffset.UnixEpoch,
                Secrets = [new KeySecret(new KeyHandle(1), default, SecretHash.Hmac, 2, "hint", null)],
            },
            Token);
        using var watch = new PepperWatch(_stores, Pepper.Parse(pepper), new ManualClock(), NullLogger<PepperWatch>.Instance);

        await watch.StartAsync(Token);

        Assert.Equal(missing, string.Join(' ', watch.Missing));
        await watch.StopAsync(Token);
    }
}
