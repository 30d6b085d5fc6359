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
    public static string To(string address, CredentialWay? way, params IReadOnlyList<string> options) => To(address, [], way, options);

    /// <summary>A request to an operation, with a variable in the place of each value that the reader alone knows.</summary>
    public static string To(PortalApi api, PageAddress address, Operation operation, CredentialWay? way, params IReadOnlyList<string> options)
    {
        var target = api.RequestOf(operation).Address;
        return To(
            address.Absolute(target.Write(variable => $"${variable.Shell}")),
            [.. target.Variables.Select(Assignment)],
            way,
            [.. MethodOf(operation, way), .. KeyOf(api, operation), .. options]);
    }

    /// <summary>A request to an operation, with ids that no record has.</summary>
    public static string ToNobodys(PortalApi api, PageAddress address, Operation operation, CredentialWay? way, params IReadOnlyList<string> options) => To(
        address.Absolute(api.RequestOf(operation).Address.Write(variable => variable.Nobodys)),
        way,
        [.. MethodOf(operation, way), .. KeyOf(api, operation), .. options]);

    /// <summary>The variable of a shell that holds the value of a parameter.</summary>
    public static string Assignment(SampleVariable variable) =>
        $"{variable.Shell}='paste {(SampleVariable.IsId(variable.Name) ? "the" : "a")} {variable.Shell.ToLowerInvariant().Replace('_', ' ')} here'";

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

    /// <summary>Quotes an address where a shell would read it; one with a variable or a command in it stays open to the shell.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isOpen">true if it has variables.</param>
    public static string Quoted(string address, bool isOpen) => isOpen || address.Contains("$(", StringComparison.Ordinal) ? $"\"{address}\""
        : address.AsSpan().ContainsAny(Special) ? $"'{address.Replace("'", "%27", StringComparison.Ordinal)}'"
        : address;

    private static string To(string address, string[] assignments, CredentialWay? way, IReadOnlyList<string> options)
    {
        string[] all = [.. (way?.Variables ?? []).Select(variable => $"{variable}='{way!.Placeholder(variable)}'"), .. assignments];
        string[] parts = [$"{Command} {Quoted(address, assignments.Length > 0)}", .. way?.Options ?? [], .. options];
        return string.Concat(all.Select(line => line + "\n")) + string.Join(Continued, parts);
    }

    private static string[] MethodOf(Operation operation, CredentialWay? way) => PortalApi.MethodOf(operation) is var method && HttpMethods.IsGet(method)
        ? []
        : [$"-X {method}", .. way?.UnsafeOptions ?? []];

    private static string[] KeyOf(PortalApi api, Operation operation) => !api.RequestOf(operation).NeedsIdempotencyKey ? []
        : [$"-H \"{api.Contract.Idempotency.Header}: $(uuidgen)\""];
}
