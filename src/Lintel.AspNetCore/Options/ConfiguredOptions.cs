using System.Globalization;
using Lintel.Addresses;
using Lintel.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Sets options from the section <c>Lintel</c> of the application's configuration. What code sets wins, as it does elsewhere in ASP.NET Core; a contract of the
/// configuration replaces one of the same API that code has added.
/// </summary>
internal sealed class ConfiguredOptions(IConfiguration? configuration = null) : IConfigureOptions<LintelOptions>, IPostConfigureOptions<LintelOptions>
{
    private const string ContractFiles = "*.yaml";

    private static readonly Dictionary<string, Action<LintelOptions, string>> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Environment"] = (options, text) => options.Environment = text,
        ["PublicAddress"] = (options, text) => options.PublicAddress = new Uri(text, UriKind.RelativeOrAbsolute),
        ["ProxyHeaders"] = (options, text) => options.ProxyHeaders = Headers(text),
        ["AdmitDemoAccounts"] = (options, text) => options.AdmitDemoAccounts = Flag(text),
        ["AnswerOutside"] = (options, text) => options.AnswerOutside = Flag(text),
        ["ReloadContracts"] = (options, text) => options.ReloadContracts = Flag(text),
        ["AuditRetention"] = (options, text) => options.AuditRetention = Time(text),
        ["SessionRetention"] = (options, text) => options.SessionRetention = Time(text),
        ["BodyDeadline"] = (options, text) => options.BodyDeadline = Time(text),
        ["FailedAuthenticationsPerMinute"] = (options, text) => options.FailedAuthenticationsPerMinute = (int)Count(text, int.MaxValue),
        ["Passwords:Concurrency"] = (options, text) => options.Passwords.Concurrency = (int)Count(text, int.MaxValue),
        ["Passwords:MaximumWaiting"] = (options, text) => options.Passwords.MaximumWaiting = (int)Count(text, int.MaxValue),
        ["RequestLog:QueueLength"] = (options, text) => options.RequestLog = options.RequestLog with { QueueLength = (int)Count(text, int.MaxValue) },
        ["RequestLog:Delay"] = (options, text) => options.RequestLog = options.RequestLog with { Delay = Time(text) },
        ["RequestLog:BatchSize"] = (options, text) => options.RequestLog = options.RequestLog with { BatchSize = (int)Count(text, int.MaxValue) },
        ["RequestLog:KeepFor"] = (options, text) => options.RequestLog = options.RequestLog with { KeepFor = Time(text) },
        ["RequestLog:MaxAnonymous"] = (options, text) => options.RequestLog = options.RequestLog with { MaxAnonymous = Count(text, long.MaxValue) },
        ["RequestLog:MaxRefused"] = (options, text) => options.RequestLog = options.RequestLog with { MaxRefused = Count(text, long.MaxValue) },
        ["RequestLog:MaxAdmitted"] = (options, text) => options.RequestLog = options.RequestLog with { MaxAdmitted = Count(text, long.MaxValue) },
        ["RequestLog:TrailSample"] = (options, text) => options.RequestLog = options.RequestLog with { TrailSample = (int)Count(text, int.MaxValue) },
        ["RequestLog:TrimEvery"] = (options, text) => options.RequestLog = options.RequestLog with { TrimEvery = Time(text) },
        ["RequestLog:StopWithin"] = (options, text) => options.RequestLog = options.RequestLog with { StopWithin = Time(text) },
    };

    private readonly IConfigurationSection? _section = configuration?.GetSection("Lintel");

    /// <summary>The names of the settings, without the section; those of lists are <c>Contracts</c> and <c>TrustedProxies</c>.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Settings.Keys, nameof(LintelOptions.Contracts), nameof(LintelOptions.TrustedProxies)];

    public void Configure(LintelOptions options)
    {
        // What ASP.NET Core's own files of settings go by.
        options.ReloadContracts = !bool.TryParse(configuration?["hostBuilder:reloadConfigOnChange"], out var reloads) || reloads;
        foreach (var (name, set) in Settings)
        {
            if (_section?[name] is { } value && !string.IsNullOrWhiteSpace(value))
            {
                Try(options, name, value, () => set(options, value.Trim()));
            }
        }

        foreach (var proxy in Items(nameof(LintelOptions.TrustedProxies), [',', ' ', ';']))
        {
            Try(options, nameof(LintelOptions.TrustedProxies), proxy, () => options.TrustProxies(proxy));
        }
    }

    public void PostConfigure(string? name, LintelOptions options)
    {
        var faults = new List<ContractFault>();
        foreach (var path in options.ContractFiles)
        {
            if (Read(path, options, faults) is { } contract)
            {
                options.Contracts.Add(contract);
            }
        }

        foreach (var path in Items(nameof(LintelOptions.Contracts), [',', ';']).SelectMany(path => Files(path, options.ContentRoot)))
        {
            if (Read(path, options, faults) is not { } contract)
            {
                continue;
            }

            if (options.Contracts.FirstOrDefault(other => other.Api == contract.Api) is { } replaced)
            {
                options.Contracts[options.Contracts.IndexOf(replaced)] = contract;
            }
            else
            {
                options.Contracts.Add(contract);
            }
        }

        if (faults.Count > 0)
        {
            throw new ContractException(faults);
        }
    }

    private static Contract? Read(string path, LintelOptions options, List<ContractFault> faults)
    {
        try
        {
            return ContractReader.ReadFile(
                ContractPath.Find(path, options.ContentRoot),
                options.Guards.Select(guard => guard.Stage),
                options.Credentials.Select(credential => credential.Kind));
        }
        catch (ContractException exception)
        {
            faults.AddRange(exception.Faults);
            return null;
        }
    }

    private static IEnumerable<string> Files(string path, string contentRoot) =>
        Path.GetFullPath(path, Path.GetFullPath(contentRoot)) is var folder && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, ContractFiles).Order(StringComparer.Ordinal)
            : [path];

    /// <summary>A list is an array, or one text with separators, as an environment variable has it.</summary>
    private IEnumerable<string> Items(string name, char[] separators)
    {
        var list = _section?.GetSection(name);
        return (list?.GetChildren().Select(item => item.Value) ?? []).Append(list?.Value)
            .SelectMany(value => (value ?? string.Empty).Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static void Try(LintelOptions options, string name, string value, Action set)
    {
        try
        {
            set();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            options.SettingFaults.Add($"Lintel:{name} is '{value}'. {exception.Message}");
        }
    }

    private static ProxyHeaders Headers(string text) => text.ToLowerInvariant() switch
    {
        "x-forwarded" or "xforwarded" => ProxyHeaders.XForwarded,
        "forwarded" => ProxyHeaders.Forwarded,
        "both" => ProxyHeaders.Both,
        _ => throw new FormatException("Write x-forwarded, forwarded or both."),
    };

    private static bool Flag(string text) => bool.TryParse(text, out var flag) ? flag : throw new FormatException("Write true or false.");

    private static TimeSpan Time(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)
        ? time
        : throw new FormatException("Write a time as hours, minutes and seconds, such as 00:00:30, or with days before them, such as 30.00:00:00.");

    private static long Count(string text, long most) => WholeNumberText.TryParse(text, out long count) && count <= most
        ? count
        : throw new FormatException($"Write a whole number from 0 to {most}.");
}
