using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>A request that is answered with a code on purpose, so that a client's handling can be tried.</summary>
/// <param name="Command">The command; null where the code needs a state that no single request brings about.</param>
/// <param name="Text">What it does; `text` is code.</param>
internal sealed record Provocation(string? Command, string Text)
{
    private const string UnknownKey = "wrong-key";

    public static Provocation Of(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var way = Curl.WayOf(api);
        foreach (var condition in error.When)
        {
            if (Find(api, condition, way, address) is { } found)
            {
                return found;
            }
        }

        return new Provocation(
            null,
            error.Status >= 500
                ? "Nothing that a client sends brings this about. Try your handling with an answer of your own, such as the one above."
                : "No single request brings this about from nothing: it takes the state that the meaning names.");
    }

    private static Provocation? Find(PortalApi api, Condition condition, CredentialWay? way, PageAddress address) => condition.Name switch
    {
        "credential.missing" or "session.missing" => new(Curl.Of(api, address, null), "The same request without a credential."),
        "credential.invalid" when Missing(api, condition) => new(Curl.Of(api, address, null), "The same request without a credential."),
        "credential.unknown" or "credential.invalid" or "session.invalid" when way is not null => new(
            Curl.Of(api, address, null, [.. way.Options.Select(option => Filled(option, way, UnknownKey))]),
            "A credential that nobody has."),
        "credential.empty" when way is not null => new(
            Curl.Of(api, address, null, [.. way.Options.Select(option => Filled(option, way, string.Empty).Replace(": \"", ";\"", StringComparison.Ordinal))]),
            "The header without a value."),
        "credential.malformed" when way is { Options: [var option] } && option.Contains("Bearer", StringComparison.Ordinal) => new(
            Curl.Of(api, address, null, "-H 'Authorization: Basic d3Jvbmc='"),
            "Another scheme than Bearer."),
        "not_found" or "route.unknown" => new(Curl.To(address.Absolute(api.Contract.BasePath + "/no-such-path"), way), "A path that no operation has."),
        "method.unsupported" or "method.unknown" => new(Curl.Of(api, address, way, "-X BREW"), "A method that no operation has."),
        "request.uri_too_long" => new(
            Curl.To($"{address.Absolute(api.ExamplePath)}?q=$(head -c {api.Contract.Sizes.Uri} /dev/zero | tr '\\0' a)", way).Replace('\'', '"'),
            $"An address of more than {api.Contract.Sizes.Uri:N0} bytes."),
        "request.headers_too_large" => new(
            Curl.Of(api, address, way, $"-H \"X-Padding: $(head -c {api.Contract.Sizes.Headers} /dev/zero | tr '\\0' a)\""),
            $"Header fields of more than {api.Contract.Sizes.Headers:N0} bytes."),
        "rate.exceeded" when api.Contract.Limits.Where(limit => !limit.Named).OrderBy(limit => limit.Allow).FirstOrDefault() is { Allow: <= 10_000 } limit => new(
            Curl.Of(api, address, way).Replace("curl -i", $"for i in $(seq {limit.Allow + 1}); do curl -s -o /dev/null -w '%{{http_code}}\\n'", StringComparison.Ordinal)
                + "; done",
            $"One request more than {LimitText.Of(limit)} admits. It uses up what others with the same credential have left."),
        _ => null,
    };

    private static bool Missing(PortalApi api, Condition condition) =>
        api.Contract.TryGetError(Condition.CredentialMissing, out var missing) && api.Contract.TryGetError(condition, out var own) && missing == own;

    private static string Filled(string option, CredentialWay way, string value) =>
        way.Variables.Aggregate(option, (text, variable) => text.Replace("$" + variable, value, StringComparison.Ordinal));
}
