using Lintel.AspNetCore;
using Lintel.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

// A test stands in for the hasher, or compares with what it makes.
#pragma warning disable RS0030

namespace Lintel.Tests.Sessions;

public sealed class PasswordTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void One_core_is_left_free() => Assert.Equal(Math.Max(1, Environment.ProcessorCount - 1), new PasswordHashingOptions().Concurrency);

    [Fact]
    public async Task Password_opens_its_own_hash_and_no_other_does()
    {
        var passwords = Make(new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })));
        var hash = await passwords.HashAsync("correct horse battery", PasswordCaller.Process, Cancel);

        Assert.Equal(new PasswordCheck(true, null), await passwords.VerifyAsync(hash, "correct horse battery", PasswordCaller.Process, Cancel));
        Assert.False((await passwords.VerifyAsync(hash, "correct horse battery ", PasswordCaller.Process, Cancel)).IsRight);
        Assert.False((await passwords.VerifyAsync(null, "correct horse battery", PasswordCaller.Process, Cancel)).IsRight);
        Assert.False((await passwords.VerifyAsync(Passwords.None, "!", PasswordCaller.Process, Cancel)).IsRight);
    }

    [Fact]
    public async Task Hash_that_is_out_of_date_is_replaced_by_one_of_the_present_strength()
    {
        var old = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })).HashPassword(null!, "correct horse battery");
        var passwords = Make(new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 20 })));

        var check = await passwords.VerifyAsync(old, "correct horse battery", PasswordCaller.Process, Cancel);

        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, await passwords.VerifyAsync(old, "correct horse battery", call: null, Cancel));
        Assert.Equal(PasswordVerificationResult.Failed, await passwords.VerifyAsync(old, "correct horse", call: null, Cancel));
        Assert.Equal(PasswordVerificationResult.Failed, await passwords.VerifyAsync(null, "correct horse battery", call: null, Cancel));
        Assert.True(check.IsRight);
        Assert.Equal(new PasswordCheck(true, null), await passwords.VerifyAsync(check.Upgraded, "correct horse battery", PasswordCaller.Process, Cancel));
    }

    [Fact]
    public async Task No_more_are_hashed_at_a_time_than_there_are_slots_and_those_beyond_the_queue_are_told_when_to_come_back()
    {
        using var gate = new GatedHasher();
        var passwords = Make(gate);
        var working = Enumerable.Range(0, 2).Select(_ => passwords.HashAsync("a", PasswordCaller.Process, Cancel)).ToArray();
        await gate.EnteredAsync(2, Cancel);
        var waiting = Enumerable.Range(0, 6).Select(_ => passwords.HashAsync("a", PasswordCaller.Process, Cancel)).ToArray();

        var refused = await Assert.ThrowsAsync<ApiException>(() => passwords.HashAsync("a", PasswordCaller.Process, Cancel));

        Assert.Equal((Condition.ServerOverloaded, 1), (refused.Refusal.Condition, refused.Refusal.RetryAfter));
        Assert.Equal(2, gate.MostAtOnce);
        gate.Open();
        await Task.WhenAll([.. working, .. waiting]);
        Assert.Equal((2, 8), (gate.MostAtOnce, gate.Hashed));
    }

    [Fact]
    public async Task Hash_that_fails_returns_its_slot()
    {
        var passwords = Make(new GatedHasher { Fails = true });
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => passwords.HashAsync("a", PasswordCaller.Process, Cancel));
        }
    }

    private static Passwords Make(IPasswordHasher<User> hasher) =>
        new(hasher, new PasswordHashingOptions { Concurrency = 2, MaximumWaiting = 3 }, new ManualClock());
}
