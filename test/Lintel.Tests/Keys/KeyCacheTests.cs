using System.Collections.Concurrent;
using Lintel.Caching;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class KeyCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fill_under_way_cannot_bring_back_a_revoked_key()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        var gate = harness.Store.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Store.Answering = new TaskCompletionSource();
        var early = harness.TryAsync(issued.Secret);
        await harness.Store.Answering.Task;

        await harness.Keys.RevokeAsync(issued.Key.Id, null, Token);
        harness.Store.Gate = null;
        Assert.Equal("credential.revoked", await harness.TryAsync(issued.Secret));
        gate.SetResult();

        // The early one began before the revocation was acknowledged; whatever it saw, nobody else sees it.
        Assert.Null(await early);
        Assert.Equal("credential.revoked", await harness.TryAsync(issued.Secret));
    }

    [Fact]
    public async Task Key_that_was_just_issued_opens_although_its_handle_was_asked_for_before()
    {
        var harness = await KeyHarness.StartAsync();
        var key = (await harness.IssueAsync()).Key;
        var stranger = key with { Id = "key_next", Secrets = [key.Secrets[0] with { Handle = new KeyHandle(77) }] };
        Assert.Null(await harness.Cache.FindAsync(new KeyHandle(77), Token));

        await harness.Store.AddAsync(stranger, Token);
        harness.Cache.Forget(stranger);

        Assert.Equal("key_next", (await harness.Cache.FindAsync(new KeyHandle(77), Token))!.Id);
    }

    [Fact]
    public void Handles_that_are_chosen_to_fold_alike_have_hashes_of_their_own()
    {
        // The two halves of each low word are the same, so that it folds to nothing.
        var hashes = Enumerable.Range(1, 10_000).Select(number => new KeyHandle(((UInt128)number << 32) | (UInt128)number).GetHashCode());

        Assert.InRange(hashes.Distinct().Count(), 9_990, 10_000);
    }

    [Fact]
    public async Task Parallel_look_ups_while_keys_change_see_every_acknowledged_revocation()
    {
        var harness = await KeyHarness.StartAsync(new RecordCacheOptions { Capacity = 16 });
        var secrets = new List<KeyResult.Issued>();
        for (var i = 0; i < 40; i++)
        {
            secrets.Add(await harness.IssueAsync());
        }

        var revoked = new ConcurrentDictionary<string, bool>();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(
            async () =>
            {
                for (var i = reader; !stop.IsCancellationRequested; i++)
                {
                    var issued = secrets[i % secrets.Count];
                    var isRevoked = revoked.ContainsKey(issued.Key.Id);
                    var refusal = await harness.TryAsync(issued.Secret);
                    Assert.True(!isRevoked || refusal == "credential.revoked");
                }
            },
            Token)).ToList();
        foreach (var issued in secrets)
        {
            await Task.Yield();
            await harness.Keys.RevokeAsync(issued.Key.Id, null, Token);
            revoked[issued.Key.Id] = true;
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    /// <summary>Makes a key, with strings of its own as a database would, for whatever is asked.</summary>
}
