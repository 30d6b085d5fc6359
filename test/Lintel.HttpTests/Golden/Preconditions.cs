using System.Globalization;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Host.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Golden;

/// <summary>The phrases of <c># given:</c> lines, up to their first colon; what follows it is the argument.</summary>
internal static partial class Preconditions
{
    private static readonly Dictionary<string, Precondition> Common = new()
    {
        // setting: Pixel__IngestUrl=
        ["setting"] = new Precondition.OfStart((options, argument) => options.Settings[argument.Split('=', 2)[0]] = argument.Split('=', 2)[1]),

        // operation that ends in: server.dependency      an operation /lintel/v1/ending whose handler refuses with this condition
        ["operation that ends in"] = new Precondition.OfStart((options, argument) => options.Customization = new HostCustomization
        {
            Operations = management => management.MapGet("/ending", (ApiCall call) => new ErrorResult(Refusal.For(ConditionOf(argument)))),
        }),

        // operation that throws      an operation /lintel/v1/ending whose handler throws
        ["operation that throws"] = new Precondition.OfStart((options, _) => options.Customization = new HostCustomization
        {
            Operations = management => management.MapGet(
                "/ending",
                IResult (ApiCall call) => throw new InvalidOperationException($"secret of {call.Http.Request.Path}")),
        }),

        // store unavailable: pixel.db
        ["store unavailable"] = new Precondition.OfProcess((stage, argument) =>
        {
            stage.UndoLater(stage.Host.MoveStoreAway(argument));
            return Task.CompletedTask;
        }),

        // store locked: pixel.db
        ["store locked"] = new Precondition.OfProcess((stage, argument) =>
        {
            stage.UndoLater(stage.Host.LockStore(argument));
            return Task.CompletedTask;
        }),

        // passwords overloaded      as many passwords wait to be hashed as may
        ["passwords overloaded"] = new Precondition.OfProcess(async (stage, _) => await Task.WhenAll(stage.Host.ServicesOfNodes.Select(FillPasswordsAsync))),

        // time passes: 61 s
        ["time passes"] = new Precondition.OfProcess((stage, argument) =>
        {
            stage.Host.Clock.Advance(TimeSpan.FromSeconds(double.Parse(argument.Split(' ')[0], CultureInfo.InvariantCulture)));
            return Task.CompletedTask;
        }),

        // limit used up: 60 x GET {base}/me with {key:flood}
        ["limit used up"] = new Precondition.OfProcess(SendMany),

        // request before: POST {base}/customers with {key:full} and {"customer_name":"x"}
        ["request before"] = new Precondition.OfProcess((stage, argument) => SendMany(stage, "1 x " + argument)),

        // account as NAME: pixel      a fresh account of the API, {note:NAME}
        ["account as"] = new Precondition.OfProcess(MakeAccount),

        // key as NAME: ACCOUNT scope scope      a fresh key of that account, {note:NAME} its text and {note:NAMEId} its id
        ["key as"] = new Precondition.OfProcess(MakeKey),

        // managed: POST /keys/{note:k}/revoke {"a":1}      a call of the management API
        ["managed"] = new Precondition.OfProcess(Manage),
    };

    /// <summary>Every phrase; APIs add theirs in files of their own.</summary>
    public static IReadOnlyDictionary<string, Precondition> All { get; } = new[] { Common, OtpPreconditions.All }.SelectMany(phrases => phrases).ToDictionary();

    /// <summary>The phrase and argument of a line: the longest phrase that the line begins with.</summary>
    public static (Precondition Precondition, string Argument) Parse(string line)
    {
        var phrase = All.Keys.Where(
            key => line == key
                || line.StartsWith(key + ":", StringComparison.Ordinal)
                || line.StartsWith(key + " ", StringComparison.Ordinal)).MaxBy(key => key.Length)
            ?? throw new InvalidDataException($"No precondition is called '{line}'. Preconditions.cs has: {string.Join(", ", All.Keys)}.");
        return (All[phrase], line[phrase.Length..].TrimStart(':', ' '));
    }

    /// <summary>Lets as many passwords wait to be hashed as may, for as long as the process lives.</summary>
    public static async Task FillPasswordsAsync(IServiceProvider services)
    {
        var (queue, bounds) = (services.GetRequiredService<Passwords>().Queue, services.GetRequiredService<PasswordHashingOptions>());
        for (var i = 0; i < bounds.Concurrency; i++)
        {
            await queue.EnterAsync(PasswordCaller.Process, CancellationToken.None);
        }

        // Each of a caller of its own, so that whoever comes next has no fewer.
        for (var i = 0; i < bounds.Concurrency * bounds.MaximumWaiting; i++)
        {
            _ = queue.EnterAsync(PasswordCaller.Known($"caller {i}"), CancellationToken.None).AsTask();
        }
    }

    private static Condition ConditionOf(string name) =>
        Condition.TryParse(name, out var condition) ? condition : throw new InvalidDataException($"'{name}' is no condition.");

    private static async Task SendMany(GoldenStage stage, string argument)
    {
        var match = ManyRequests().Match(argument);
        if (!match.Success)
        {
            throw new InvalidDataException($"'{argument}' is not 'N x METHOD target [with KEY] [and BODY]'.");
        }

        for (var i = 0; i < int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture); i++)
        {
            var key = match.Groups["key"] is { Success: true } named ? named.Value : null;
            var body = match.Groups["body"] is { Success: true } sent ? sent.Value : null;
            await stage.SendAsync(match.Groups["line"].Value, key, body);
        }
    }

    private static async Task MakeAccount(GoldenStage stage, string argument)
    {
        var parts = argument.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
        var account = await stage.Host.ManageAsync("POST", "/accounts", new { api = parts[1], name = parts[0] });
        stage.Note(parts[0], account["id"]!.ToString());
    }

    private static async Task MakeKey(GoldenStage stage, string argument)
    {
        var parts = argument.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var name = parts[0].TrimEnd(':');
        var account = parts[1].StartsWith("acct_", StringComparison.Ordinal) ? parts[1] : stage.Fill($"{{note:{parts[1]}}}");
        var issued = await stage.Host.ManageAsync("POST", "/keys", new { accountId = account, name, scopes = parts[2..] });
        stage.Note(name, issued["secret"]!.ToString());
        stage.Note(name + "Id", issued["key"]!["id"]!.ToString());
    }

    private static Task<System.Text.Json.Nodes.JsonNode> Manage(GoldenStage stage, string argument)
    {
        var parts = stage.Fill(argument).Split(' ', 3);
        return stage.Host.ManageAsync(parts[0], parts[1], parts.Length > 2 ? System.Text.Json.Nodes.JsonNode.Parse(parts[2]) : null);
    }

    [GeneratedRegex(@"^(?<count>\d+) x (?<line>[A-Z]+ \S+)( with (?<key>\S+))?( and (?<body>.+))?$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ManyRequests();
}
