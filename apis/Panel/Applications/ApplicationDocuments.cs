using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The body of a change of settings, as the reference describes it; <see cref="SettingsBodies"/> reads it.</summary>
[Description("At least one field; those that are not sent stay as they are.")]
[RequestExample("""{"name":"Desk tools","requiresClientId":true}""")]
internal sealed record SettingsDocument(
    [StringLength(SettingsBodies.MaximumName, MinimumLength = SettingsBodies.MinimumName)] string? Name = null,
    [Description("Whether every license is bound to the machine that first uses it.")] bool? RequiresClientId = null,
    [CredentialsType, Description("What app users sign in with.")] string? CredentialsType = null);

/// <summary>The query that names a license level, as the reference describes it; <see cref="LevelQuery"/> reads it.</summary>
internal sealed record LevelParameters : ApplicationParameters
{
    [StringLength(LevelNamesAttribute.MaximumLength, MinimumLength = 1)]
    [Description("The name of the license level.")]
    public required string Level { get; init; }
}
