using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

// The one place that hashes passwords.
#pragma warning disable RS0030

namespace Lintel.AspNetCore;

/// <summary>The outcome of comparing a password with a hash.</summary>
/// <param name="IsRight">True where the password is the hash's.</param>
/// <param name="Upgraded">A hash of the present strength, to be stored in place of one that is out of date; null where there is nothing to store.</param>
internal readonly record struct PasswordCheck(bool IsRight, string? Upgraded)
{
    /// <inheritdoc/>
    public override string ToString() => IsRight ? "right" : "wrong";
}

/// <summary>
/// Hashes passwords by the framework's hasher (PBKDF2-HMAC-SHA512, a salt for each) at the cost that OWASP's password storage guide asks for. The one
/// place that does: hashing takes a core for about a tenth of a second by design, so the process does little of it at a time, and callers take turns.
/// </summary>
public sealed class Passwords
{
    /// <summary>Iterations for each hash.</summary>
    public const int Iterations = 220_000;

    /// <summary>Stands in the place of a hash where no password opens the record.</summary>
    public const string None = "!";

    private const int LongestWait = 30;

    private readonly IPasswordHasher<User> _hasher;
    private readonly FairQueue _queue;
    private readonly TimeProvider _time;
    private readonly PasswordHashingOptions _options;
    private readonly string _nobodys = MakeNobodys();
    private long _lastDuration;

    /// <summary>Makes the service.</summary>
    /// <param name="hasher">The framework's hasher.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="time">The clock.</param>
    internal Passwords(IPasswordHasher<User> hasher, PasswordHashingOptions options, TimeProvider time)
    {
        _hasher = hasher;
        _options = options;
        _time = time;
        _queue = new FairQueue(options.Concurrency, options.Concurrency * options.MaximumWaiting);
    }

    internal FairQueue Queue => _queue;

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="call">The request on whose behalf, because callers take turns; null for the process itself, such as for demo data.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    /// <exception cref="ApiException">Too many others wait: <c>server.overloaded</c>.</exception>
    public Task<string> HashAsync(string password, ApiCall? call, CancellationToken cancellationToken) =>
        HashAsync(password, PasswordCaller.OfNullable(call), cancellationToken);

    /// <summary>Compares a password with a hash.</summary>
    /// <param name="hash">The hash; null or <see cref="None"/> where there is none, which takes as long and is wrong.</param>
    /// <param name="password">What was presented.</param>
    /// <param name="call">The request on whose behalf, because callers take turns; null for the process itself.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    /// <returns>
    /// <see cref="PasswordVerificationResult.SuccessRehashNeeded"/> where the password is right and its hash is weaker than one that is made now.
    /// </returns>
    /// <exception cref="ApiException">Too many others wait: <c>server.overloaded</c>.</exception>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, ApiCall? call, CancellationToken cancellationToken)
    {
        var known = hash is not (null or None);
        return WorkAsync(() => Compare(known ? hash! : _nobodys, known, password), PasswordCaller.OfNullable(call), cancellationToken);
    }

    internal Task<string> HashAsync(string password, PasswordCaller caller, CancellationToken cancellationToken) =>
        WorkAsync(() => _hasher.HashPassword(null!, password), caller, cancellationToken);

    /// <summary>Compares a password with a hash, and makes a new one in the same turn where it is out of date.</summary>
    internal Task<PasswordCheck> VerifyAsync(string? hash, string password, PasswordCaller caller, CancellationToken cancellationToken)
    {
        var known = hash is not (null or None);
        return WorkAsync(() => Verify(known ? hash! : _nobodys, known, password), caller, cancellationToken);
    }

    private PasswordCheck Verify(string hash, bool known, string password)
    {
        var result = Compare(hash, known, password);
        return result == PasswordVerificationResult.Failed ? default
            : result == PasswordVerificationResult.SuccessRehashNeeded ? new PasswordCheck(IsRight: true, _hasher.HashPassword(null!, password))
            : new PasswordCheck(IsRight: true, Upgraded: null);
    }

    private PasswordVerificationResult Compare(string hash, bool known, string password)
    {
        var result = _hasher.VerifyHashedPassword(null!, hash, password);
        return known ? result : PasswordVerificationResult.Failed;
    }

    private async Task<T> WorkAsync<T>(Func<T> work, PasswordCaller caller, CancellationToken cancellationToken)
    {
        if (!await _queue.EnterAsync(caller, cancellationToken))
        {
            throw new ApiException(Refusal.For(Condition.ServerOverloaded)
                .BecauseOf($"More than {_options.Concurrency * _options.MaximumWaiting} passwords wait to be hashed.")
                .RetryIn(EstimateWait()));
        }

        var began = _time.GetTimestamp();
        try
        {
            // A thread of its own: the pool has few, and other requests need them.
            return await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Volatile.Write(ref _lastDuration, _time.GetElapsedTime(began).Ticks);
            _queue.Leave();
        }
    }

    /// <summary>Whole seconds until what waits now is done, as long as the last took.</summary>
    private int EstimateWait()
    {
        var ticks = Volatile.Read(ref _lastDuration) * _options.MaximumWaiting;
        return (int)Math.Clamp((ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond, 1, LongestWait);
    }

    /// <summary>A hash of the current form that no password has but by chance: comparing with it costs what comparing with a real one does.</summary>
    private static string MakeNobodys()
    {
        const int Salt = 16;
        const int Subkey = 32;
        var bytes = RandomNumberGenerator.GetBytes(1 + 12 + Salt + Subkey);
        bytes[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), 2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), Salt);
        return Convert.ToBase64String(bytes);
    }
}
