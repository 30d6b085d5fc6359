using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.Keys;

/// <summary>Hashes of keys move to the current version of the pepper when their keys are admitted.</summary>
public sealed class KeyRehashTests
{
    private const string Imported = "old-key-of-another-system";

    private static readonly Pepper Rotated = Pepper.Parse("1:0123456789abcdef0123456789abcdef 2:fedcba9876543210fedcba9876543210");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Admitted_key_is_offered_once_and_opens_with_the_new_version_alone()
    {
        var (harness, rehashes, cache) = await StartAsync();
        var (secret, id) = await IssueAsync(harness);
        var verifier = new KeyVerifier(cache, Rotated, "live", harness.Clock, rehashes);
        await VerifyAsync(verifier, secret);
        await VerifyAsync(verifier, secret);

        var batch = await rehashes.TakeAsync(10, Token);
        Assert.Equal(2, Assert.Single(batch).New.PepperVersion);
        Assert.Equal(1, await harness.Store.RehashAsync(batch, Token));
        cache.Forget(batch[0].Old.Handle);
        rehashes.Done(batch);

        Assert.Equal(2, (await harness.Store.FindAsync(id, Token))!.Secrets[0].PepperVersion);
        var alone = new KeyVerifier(cache, Pepper.Parse("retired:1:0123456789abcdef0123456789abcdef 2:fedcba9876543210fedcba9876543210"), "live", harness.Clock);
        Assert.True((await VerifyAsync(alone, secret)).TryGet(out _));
        Assert.True((await VerifyAsync(verifier, secret)).TryGet(out _));
        Assert.False(rehashes.Wants((await harness.Store.FindAsync(id, Token))!.Secrets[0]));
    }

    [Fact]
    public async Task Key_that_is_not_admitted_is_not_offered()
    {
        var (harness, rehashes, cache) = await StartAsync();
        var verifier = new KeyVerifier(cache, Rotated, "live", harness.Clock, rehashes);
        var (secret, id) = await IssueAsync(harness);
        await harness.Keys.DisableAsync(id, null, Token);
        await VerifyAsync(verifier, secret);
        await VerifyAsync(verifier, KeyHarness.Forge(secret));
        await VerifyAsync(new KeyVerifier(cache, Rotated, "test", harness.Clock, rehashes), secret);
        rehashes.IsOpen = false;
        var (waiting, _) = await IssueAsync(harness);
        await VerifyAsync(verifier, waiting);

        using var none = new CancellationTokenSource(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rehashes.TakeAsync(1, none.Token));
    }

    [Fact]
    public async Task Offers_beyond_the_bound_are_left_for_the_next_request()
    {
        var rehashes = new KeyRehashes(Rotated) { IsOpen = true };
        var secrets = Enumerable.Range(1, KeyRehashes.Capacity + 5)
            .Select(handle => new KeySecret(new KeyHandle((UInt128)handle), default, SecretHash.Hmac, 1, "hint", null)).ToArray();
        foreach (var secret in secrets)
        {
            rehashes.Offer(new SecretRehash("own", secret, secret with { PepperVersion = 2 }));
        }

        Assert.False(rehashes.Wants(secrets[0]));
        Assert.True(rehashes.Wants(secrets[^1]));
        var taken = await rehashes.TakeAsync(int.MaxValue, Token);
        Assert.Equal(KeyRehashes.Capacity, taken.Count);
        rehashes.Done(taken);
        Assert.True(rehashes.Wants(secrets[0]));
    }

    [Fact]
    public async Task Loop_moves_own_and_imported_keys_and_forgets_what_was_in_memory()
    {
        var (harness, rehashes, cache) = await StartAsync(isOpen: false);
        var (secret, id) = await IssueAsync(harness);
        var imported = (await harness.ImportAsync(KeyHarness.Foreign(Imported)))[0].Id!;
        await cache.LoadImportsAsync(Token);
        var verifier = new KeyVerifier(cache, Rotated, "live", harness.Clock, rehashes);
        using var loop = LoopOf(harness, rehashes, cache);
        await loop.StartAsync(Token);

        // The loop opens the queue by itself.
        while ((await harness.Store.CountByPepperAsync(harness.Clock.GetUtcNow(), Token)).Any(use => use.Version == 1))
        {
            Assert.True((await VerifyAsync(verifier, secret)).TryGet(out _));
            Assert.True((await VerifyAsync(verifier, Imported)).TryGet(out _));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        await loop.StopAsync(Token);
        Assert.Equal(id, (await VerifyAsync(verifier, secret)).Recognized!.Id);
        Assert.Equal(imported, (await VerifyAsync(verifier, Imported)).Recognized!.Id);
        await new KeyService(harness.Store, harness.Accounts, cache, Rotated, TestContracts.All, "live", harness.Clock).RevokeAsync(imported, null, Token);
        Assert.Equal(Condition.CredentialRevoked, (await VerifyAsync(verifier, Imported)).Refusal!.Condition);
    }

    [Fact]
    public async Task Key_that_is_being_moved_is_asked_of_the_store_each_time()
    {
        var (harness, _, cache) = await StartAsync();
        var imported = (await harness.ImportAsync(KeyHarness.Foreign(Imported)))[0].Id!;
        var handle = (await harness.Store.FindAsync(imported, Token))!.Secrets[0].Handle;
        await cache.FindAsync(handle, Token);
        Assert.True(cache.TryGetKept(handle, out _));

        cache.BeginMove(handle);
        var before = harness.Store.Lookups;
        Assert.False(cache.TryGetKept(handle, out _));
        await cache.FindAsync(handle, Token);
        await cache.FindAsync(handle, Token);
        Assert.Equal(before + 2, harness.Store.Lookups);

        cache.EndMove(handle);
        Assert.False(cache.TryGetKept(handle, out _));
        await cache.FindAsync(handle, Token);
        Assert.True(cache.TryGetKept(handle, out _));
    }

    private static async Task<(KeyHarness Harness, KeyRehashes Rehashes, KeyCache Cache)> StartAsync(bool isOpen = true)
    {
        var harness = await KeyHarness.StartAsync();
        return (harness, new KeyRehashes(Rotated) { IsOpen = isOpen }, new KeyCache(harness.Store, harness.Clock, pepper: Rotated));
    }

    private static async Task<(string Secret, string Id)> IssueAsync(KeyHarness harness)
    {
        var issued = await harness.IssueAsync();
        return (issued.Secret, issued.Key.Id);
    }

    private static KeyRehashing LoopOf(KeyHarness harness, KeyRehashes rehashes, KeyCache cache) => new(
        harness.Stores, new SingleNode(harness.Clock), cache, rehashes, Rotated, [], TimeProvider.System, NullLogger<KeyRehashing>.Instance);

    private static async Task<KeyVerdict> VerifyAsync(KeyVerifier verifier, string text) =>
        await verifier.VerifyAsync(TestContracts.Own, TestContracts.Own.Keys!, text.AsMemory(), PresentedKeyMemo.None, Token);
}
