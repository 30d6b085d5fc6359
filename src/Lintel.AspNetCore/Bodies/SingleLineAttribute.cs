using System.ComponentModel.DataAnnotations;

namespace Lintel.AspNetCore;

/// <summary>
/// A text without line breaks, tabs and other control characters. A text that is read into a type may have line breaks and tabs otherwise, which end lines of
/// logs and of other programs.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class SingleLineAttribute() : ValidationAttribute($"The field {{0}} must be {FieldReader.ControlFree}.")
{
    /// <summary>Tells whether a value is no text, or one without control characters.</summary>
    public override bool IsValid(object? value) => value is not string text || !FieldReader.HasControl(text, lines: false);
}
