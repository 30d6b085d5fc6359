using Lintel.Contracts;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Refuses settings that cannot work, all of them at once.</summary>
internal sealed class LintelOptionsCheck(ScopedParameters scoped) : IValidateOptions<LintelOptions>
{
    private const int LongestEnvironment = 16;

    public ValidateOptionsResult Validate(string? name, LintelOptions options)
    {
        string[] faults =
        [
            .. options.SettingFaults,
            .. AddressFaults(options),
            .. RangeFaults(options),
            .. options.Passwords.Faults(),
            .. FaultsOf(options, options.Contracts.AsReadOnly()),
            .. scoped.FaultsOf(options),
            .. ShadowFaults(options)
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Finds what does not fit of contracts among themselves, and with the guards, readers and exceptions of the application.</summary>
    public static IEnumerable<string> FaultsOf(LintelOptions options, IReadOnlyCollection<Contract> contracts) =>
    [
        .. Twice(contracts),
        .. MappingFaults(options, contracts),
        .. GuardOrder.FaultsOf(options, contracts),
        .. CredentialFaults.Of(options, contracts),
        .. RealmCheck.FaultsOf(contracts),
    ];

    private static IEnumerable<string> AddressFaults(LintelOptions options) =>
        options.PublicAddress is { } address && !(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            ? [$"PublicAddress must be an absolute http or https address such as https://api.example.com, not '{address}'."]
            : [];

    private static IEnumerable<string> RangeFaults(LintelOptions options)
    {
        if (options.Environment.Length is 0 or > LongestEnvironment || !options.Environment.All(char.IsAsciiLetterLower))
        {
            yield return $"Environment must be 1 to {LongestEnvironment} lower-case letters, not '{options.Environment}': it is a part of every key.";
        }

        if (options.FailedAuthenticationsPerMinute < 1)
        {
            yield return $"FailedAuthenticationsPerMinute must be at least 1, not {options.FailedAuthenticationsPerMinute}.";
        }

        if (options.BodyDeadline <= TimeSpan.Zero && options.BodyDeadline != Timeout.InfiniteTimeSpan)
        {
            yield return $"BodyDeadline must be positive, or Timeout.InfiniteTimeSpan for none, not {options.BodyDeadline}.";
        }

        // By the clocks of all nodes they are over then.
        if (options.SessionRetention < TimeSpan.FromHours(1))
        {
            yield return $"SessionRetention must be at least an hour, not {options.SessionRetention}.";
        }

        var log = options.RequestLog;
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.AuditRetention), options.AuditRetention ?? TimeSpan.MaxValue), ("RequestLog.Delay", log.Delay), ("RequestLog.KeepFor", log.KeepFor),
            ("RequestLog.TrimEvery", log.TrimEvery), ("RequestLog.StopWithin", log.StopWithin),
        ];
        foreach (var (name, value) in times.Where(time => time.Value <= TimeSpan.Zero))
        {
            yield return $"{name} must be positive, not {value}.";
        }

        (string Name, long Value, long Least)[] counts =
        [
            ("QueueLength", log.QueueLength, 1), ("BatchSize", log.BatchSize, 1),
            ("MaxAnonymous", log.MaxAnonymous, 0), ("MaxRefused", log.MaxRefused, 0), ("MaxAdmitted", log.MaxAdmitted, 0), ("TrailSample", log.TrailSample, 0),
        ];
        foreach (var (name, value, least) in counts.Where(count => count.Value < count.Least))
        {
            yield return $"RequestLog.{name} must be at least {least}, not {value}.";
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<Contract> contracts) => contracts
        .GroupBy(contract => contract.Api, StringComparer.Ordinal)
        .Concat(contracts.GroupBy(contract => contract.BasePath, StringComparer.Ordinal))
        .Where(group => group.Count() > 1)
        .Select(
            group =>
                $"Two contracts say '{(group.Key.Length == 0 ? "/" : group.Key)}': {string.Join(" and ", group.Select(contract => contract.File))}. Names and base paths must differ.");

    private static IEnumerable<string> ShadowFaults(LintelOptions options) => options.ShadowApis
        .Except(options.Contracts.Select(contract => contract.Api))
        .Select(api => $"Shadow names the API '{api}', which no contract has.")
        .Concat(options.Contracts.Where(contract => contract.Api == Contract.Default.Api && options.IsShadow(contract)).Select(contract =>
            $"The management API cannot be in shadow mode: it would be open. Take the mode out of {contract.File}."))
        .Concat(
            from inner in options.Contracts
            from around in options.Contracts
            where options.IsShadow(inner) != options.IsShadow(around)
                && inner.Api != Contract.Default.Api
                && inner.BasePath.StartsWith(around.BasePath + '/', StringComparison.OrdinalIgnoreCase)
            select $"'{inner.Api}' lies in the base path of '{around.Api}', and only one of them is in shadow mode. Put both into shadow mode, or neither.");

    private static IEnumerable<string> MappingFaults(LintelOptions options, IReadOnlyCollection<Contract> contracts) =>
        from mapping in options.MappedConditions
        from contract in contracts
        where !contract.TryGetError(mapping.Value, out _)
        select $"MapException<{mapping.Key.Name}> answers with {mapping.Value}, which {contract.File} has no error definition for. Add one with `when: {mapping.Value}`.";
}
