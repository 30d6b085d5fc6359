using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>An application that is to be made.</summary>
[RequestExample("""{"name":"Desk tools"}""")]
internal sealed record NewApplication([StringLength(SettingsBodies.MaximumName, MinimumLength = SettingsBodies.MinimumName), SingleLine] string Name);

/// <summary>License levels that are to be added.</summary>
[RequestExample("""{"levels":["gold"]}""")]
internal sealed record NewLevels([Length(1, 100), LevelNames, Description("Names of 1 to 16 characters.")] IReadOnlyList<string> Levels);

/// <summary>A license level of an application, in the query string.</summary>
internal sealed record LevelQuery(
    RecordId ApplicationId,
    [StringLength(LevelNamesAttribute.MaximumLength, MinimumLength = 1), SingleLine] string Level) : IApplicationQuery;

/// <summary>Which runtime keys are to be replaced.</summary>
[RequestExample("""{"keys":["httpKey"]}""")]
internal sealed record RuntimeKeyChoice([Length(1, 2), Description("socketKey, httpKey or both.")] IReadOnlyList<string> Keys) : IValidatableObject
{
    private const string SocketKey = "socketKey";
    private const string HttpKey = "httpKey";

    /// <summary>True to replace the socket key.</summary>
    public bool Socket => Keys.Contains(SocketKey);

    /// <summary>True to replace the HTTP key.</summary>
    public bool Http => Keys.Contains(HttpKey);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Keys.Any(name => name is not (SocketKey or HttpKey)) || Keys.Distinct(StringComparer.Ordinal).Count() != Keys.Count)
        {
            yield return new ValidationResult($"must name {SocketKey}, {HttpKey} or both, each once", [nameof(Keys)]);
        }
    }
}

/// <summary>A change of settings; null leaves things as they are.</summary>
internal sealed record SettingsChange(string? Name, bool? RequiresClientId, string? CredentialsType);

/// <summary>Reads changes of settings, field by field: a field that is null is a fault, one that was not sent is none, and one of them must be sent.</summary>
internal static class SettingsBodies
{
    public const int MinimumName = 6;
    public const int MaximumName = 32;

    public static SettingsChange Read(FieldReader fields)
    {
        var change = new SettingsChange(
            fields.Text("name", min: MinimumName, max: MaximumName),
            fields.Boolean("requiresClientId"),
            fields.OneOf("credentialsType", CredentialsType.All));
        fields.NeedOneOf("name", "requiresClientId", "credentialsType");
        return change;
    }
}
