using Lintel.Keys;
using Lintel.Tests.Testing;

namespace Lintel.Tests.Keys;

[Collection(nameof(RetainedMemory))]
public sealed class KeyCacheMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kept_key_takes_less_than_a_kilobyte()
    {
        const int Many = 50_000;
        var cache = new KeyCache(new MakingKeyStore(), TimeProvider.System);
        await cache.FindAsync(new KeyHandle(0), Token);

        var bytes = await RetainedMemory.OfAsync(async () =>
        {
            for (var i = 1; i <= Many; i++)
            {
                await cache.FindAsync(new KeyHandle((UInt128)i), Token);
            }

            return cache;
        }) / Many;

        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes for a kept key");
        Assert.Equal(Many + 1, cache.Count);
        Assert.InRange(bytes, 300, 900);
    }

    private sealed class MakingKeyStore : IKeyStore
    {
        public ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken) => new(new ApiKey
        {
            Id = $"key_{handle}",
            Api = string.Concat("ow", "n".PadRight(1)),
            AccountId = $"acct_{handle}",
            Environment = new string("live"),
            Name = $"Key of {handle.Value}",
            Scopes = [new string("items:read"), new string("items:write")],
            State = KeyState.Active,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Secrets = [new KeySecret(handle, default, SecretHash.Hmac, 1, new string("tk_live_…abcd"), null)],
        });

        public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
