using System.ComponentModel.DataAnnotations;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>What an action needs beyond its name.</summary>
/// <param name="Name">The word of the body, one of <see cref="LicenseActions"/>.</param>
/// <param name="DurationSeconds">For <c>extend</c>.</param>
/// <param name="UserId">For <c>link</c>.</param>
internal sealed record LicenseChange(string Name, long? DurationSeconds = null, long? UserId = null);

/// <summary>A program's use of a license.</summary>
/// <param name="ClientId">The machine's id; null if it sent none.</param>
/// <param name="IpAddress">The machine's address; null if it sent none.</param>
/// <param name="RequiresClientId">true if the license or its application asks for a client id; otherwise, false.</param>
internal sealed record LicenseUse(string? ClientId, string? IpAddress, bool RequiresClientId);

/// <summary>What can be done with licenses.</summary>
internal static class LicenseActions
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Extend = "extend";
    public const string Reset = "reset";
    public const string Blacklist = "blacklist";
    public const string Reinitialize = "reinitialize";
    public const string Link = "link";
    public const string Delete = "delete";
    public const string DeleteAll = "delete_all";

    public static IReadOnlyList<string> All { get; } = [Pause, Resume, Extend, Reset, Blacklist, Reinitialize, Link, Delete, DeleteAll];
}

/// <summary>The name of an action, one of <see cref="LicenseActions"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class LicenseActionNameAttribute() : AllowedValuesAttribute([.. LicenseActions.All]);

/// <summary>Which action suits which status, and what it makes of the license.</summary>
internal static class LicenseRules
{
    // Moments beyond the year 9999 cannot be written.
    private static readonly DateTimeOffset Latest = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The license after an action other than deleting, or why there is none.</summary>
    public static Outcome<License> Apply(License license, LicenseChange change, DateTimeOffset now)
    {
        var status = license.StatusAt(now);
        return (change.Name, status) switch
        {
            (LicenseActions.Pause, LicenseStatus.Available) => license with { State = LicenseState.Paused, PausedAt = now },
            (LicenseActions.Pause, LicenseStatus.Activated) =>
                license with { State = LicenseState.Paused, PausedAt = now, ExpiresAt = null, Remaining = license.ExpiresAt - now },
            (LicenseActions.Resume, LicenseStatus.Paused) => Resume(license, now),
            (LicenseActions.Extend, LicenseStatus.Activated) => Run(license, license.ExpiresAt!.Value, change),
            (LicenseActions.Extend, LicenseStatus.Expired) => Run(license, now, change),
            (LicenseActions.Extend, LicenseStatus.Paused) => ExtendPaused(license, change, now),
            (LicenseActions.Reset, not LicenseStatus.Blacklisted) => license with { ClientId = null, IpAddress = null },
            (LicenseActions.Link, not (LicenseStatus.Blacklisted or LicenseStatus.Expired)) => license with { UserId = change.UserId },
            (LicenseActions.Blacklist, not LicenseStatus.Blacklisted) => license with { State = LicenseState.Blacklisted, PausedAt = null, Remaining = null },
            (LicenseActions.Reinitialize, not LicenseStatus.Available) => Reinitialize(license),
            _ => Conflict.Because($"Action '{change.Name}' does not suit a license that is {LicenseWords.Of(status)}."),
        };
    }

    /// <summary>The license after a program of its holder has presented it, or why it may not.</summary>
    /// <param name="license">The license as it is.</param>
    /// <param name="use">The machine that presents it.</param>
    /// <param name="now">The time.</param>
    public static Outcome<License> Use(License license, LicenseUse use, DateTimeOffset now)
    {
        var status = license.StatusAt(now);
        if (status is not (LicenseStatus.Available or LicenseStatus.Activated))
        {
            return Conflict.Because($"A license that is {LicenseWords.Of(status)} cannot be used.");
        }

        if (use.RequiresClientId && CheckMachine(license, use.ClientId) is { } refusal)
        {
            return refusal;
        }

        var used = license with { ClientId = use.ClientId ?? license.ClientId, IpAddress = use.IpAddress ?? license.IpAddress };
        return status == LicenseStatus.Available
            ? used with { State = LicenseState.Activated, ExpiresAt = After(now, TimeSpan.FromSeconds(license.DurationSeconds)) }
            : used;
    }

    /// <summary>Binds a license to the first machine that presents it; <see cref="LicenseActions.Reset"/> lets go of it.</summary>
    private static Refusal? CheckMachine(License license, string? clientId)
    {
        if (clientId is null)
        {
            return Conflict.Because("This license needs a clientId.");
        }

        return license.ClientId is { } bound && !string.Equals(bound, clientId, StringComparison.Ordinal)
            ? Conflict.Because("This license belongs to another clientId. Reset the license first.")
            : null;
    }

    private static License Resume(License license, DateTimeOffset now) => license.Remaining is { } remaining
        ? license with { State = LicenseState.Activated, PausedAt = null, Remaining = null, ExpiresAt = After(now, remaining) }
        : license with { State = LicenseState.Available, PausedAt = null };

    private static Outcome<License> Run(License license, DateTimeOffset from, LicenseChange change) => Fits(from, change)
        ? license with { State = LicenseState.Activated, ExpiresAt = from.AddSeconds(change.DurationSeconds!.Value) }
        : TooLong();

    /// <summary>One that was paused before its first use runs longer from that use on.</summary>
    private static Outcome<License> ExtendPaused(License license, LicenseChange change, DateTimeOffset now)
    {
        var more = TimeSpan.FromSeconds(change.DurationSeconds!.Value);
        if (!Fits(After(now, license.Remaining ?? TimeSpan.FromSeconds(license.DurationSeconds)), change))
        {
            return TooLong();
        }

        return license.Remaining is { } remaining
            ? license with { Remaining = remaining + more }
            : license with { DurationSeconds = license.DurationSeconds + change.DurationSeconds.Value };
    }

    private static License Reinitialize(License license) => license with
    {
        State = LicenseState.Available,
        ClientId = null,
        IpAddress = null,
        PausedAt = null,
        ExpiresAt = null,
        Remaining = null,
        UserId = null,
    };

    private static DateTimeOffset After(DateTimeOffset now, TimeSpan time) => time < Latest - now ? now + time : Latest;

    private static bool Fits(DateTimeOffset from, LicenseChange change) => Latest - from >= TimeSpan.FromSeconds(change.DurationSeconds!.Value);

    private static Refusal TooLong() => Conflict.Because($"A license cannot run beyond the year {Latest.Year - 1}.");
}
