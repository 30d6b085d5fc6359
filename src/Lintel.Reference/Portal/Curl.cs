using System.Buffers;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>Commands that may be pasted into a shell.</summary>
internal static class Curl
{
    /// <summary>The program and what it is always told.</summary>
    public const string Command = "curl -i";

    private const string Continued = " \\\n  ";

    /// <summary>Characters that a shell reads.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("&?;()*'\" ");

    /// <summary>The operation by which an API is shown, with a credential.</summary>
    /// <param name="api">The API.</param>
    /// <param name="address">The addresses.</param>
    /// <param name="way">How the credential is presented; null for without.</param>
    /// <param name="options">Further options, one a line.</param>
    public static string Of(PortalApi api, PageAddress address, CredentialWay? way, params IReadOnlyList<string> options) =>
        To(address.Absolute(api.ExamplePath), way, options);

    /// <summary>A request to an address.</summary>
    public static string To(string address, CredentialWay? way, params IReadOnlyList<string> options)
    {
        var variables = string.Concat((way?.Variables ?? []).Select(variable => $"{variable}='{Placeholder(variable)}'\n"));
        string[] parts = [$"{Command} {Quoted(address)}", .. way?.Options ?? [], .. options];
        return variables + string.Join(Continued, parts);
    }

    /// <summary>A request to an operation, with ids that no record has.</summary>
    public static string To(PageAddress address, Operation operation, CredentialWay? way, IReadOnlyList<string> options)
    {
        var method = PortalApi.MethodOf(operation);
        string[] all = HttpMethods.IsGet(method) ? [.. options] : [$"-X {method}", .. options];
        return To(address.Absolute(OperationPaths.WithValues(operation, "no-such-id")), way, all);
    }

    /// <summary>The options that send a body to an operation that reads one.</summary>
    public static string[] BodyOf(Operation operation, string body) =>
        ReadsJson(operation) && !operation.Answers(HttpMethods.Get) ? ["-H 'Content-Type: application/json'", $"-d {Quote(body)}"] : [];

    /// <summary>Tells whether an operation reads a body of JSON, by the stage <c>body</c> or by the framework's binding.</summary>
    public static bool ReadsJson(Operation operation) =>
        operation.ReadBody is not null || (operation.BindsBody && (operation.MediaTypes.Count == 0 || operation.MediaTypes.Contains("application/json")));

    /// <summary>The command several times over, with nothing but the statuses printed.</summary>
    public static string Repeat(string command, int times)
    {
        var start = command.IndexOf(Command, StringComparison.Ordinal);
        var once = command[(start + Command.Length)..];
        return $"{command[..start]}for i in $(seq {times}); do\n  curl -s -o /dev/null -w '%{{http_code}}\\n'{once.Replace("\n", "\n  ", StringComparison.Ordinal)}\ndone";
    }

    /// <summary>The way by which the example operation is called.</summary>
    public static CredentialWay? WayOf(PortalApi api)
    {
        Operation? example = api.Example;
        return example is { Anonymous: true } ? null : CredentialWay.For(api, example).FirstOrDefault(way => way.Options.Count > 0);
    }

    /// <summary>A text as one word of a shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Placeholder(string variable) => $"paste your {variable.ToLowerInvariant().Replace('_', ' ')} here";

    /// <summary>Quotes an address where a shell would read it; one with a command in it stays open to the shell.</summary>
    private static string Quoted(string address) => address.Contains("$(", StringComparison.Ordinal) ? $"\"{address}\""
        : address.AsSpan().ContainsAny(Special) ? $"'{address.Replace("'", "%27", StringComparison.Ordinal)}'"
        : address;
}
