using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>A change of settings; null leaves things as they are.</summary>
internal sealed record SettingsChange(string? Name, bool? RequiresClientId, string? CredentialsType);

/// <summary>Which runtime keys are to be replaced.</summary>
internal sealed record RuntimeKeyChoice(bool Socket, bool Http);

/// <summary>A license level of an application, in the query string.</summary>
internal sealed record LevelQuery(long ApplicationId, string Level) : IApplicationQuery;

/// <summary>Reads the requests about applications.</summary>
internal static class ApplicationBodies
{
    public const int MaximumLevel = 16;

    private const string SocketKey = "socketKey";
    private const string HttpKey = "httpKey";
    private const int MinimumName = 6;
    private const int MaximumName = 32;

    public static string ReadName(FieldReader fields) => fields.Text("name", required: true, min: MinimumName, max: MaximumName) ?? string.Empty;

    public static IReadOnlyList<string> ReadLevels(FieldReader fields) => fields.Levels(required: true, min: 1) ?? [];

    public static LevelQuery ReadLevel(FieldReader fields) =>
        new(fields.Id("applicationId"), fields.Text("level", required: true, min: 1, max: MaximumLevel) ?? string.Empty);

    public static SettingsChange ReadSettings(FieldReader fields)
    {
        var change = new SettingsChange(
            fields.Text("name", min: MinimumName, max: MaximumName),
            fields.Boolean("requiresClientId"),
            fields.OneOf("credentialsType", CredentialsType.All));
        fields.NeedOneOf("name", "requiresClientId", "credentialsType");
        return change;
    }

    public static RuntimeKeyChoice ReadRuntimeKeys(FieldReader fields)
    {
        var names = fields.Texts("keys", required: true, min: 1, max: 2) ?? [];
        if (names.Any(name => name is not (SocketKey or HttpKey)) || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            fields.Fault("keys", $"must name {SocketKey}, {HttpKey} or both, each once");
        }

        return new RuntimeKeyChoice(names.Contains(SocketKey), names.Contains(HttpKey));
    }
}
