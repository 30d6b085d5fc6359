namespace Lintel.Host.Infer;

/// <summary>The places of bodies that have a meaning in every error.</summary>
/// <param name="Code">The place of the code; null where bodies have none.</param>
/// <param name="CodeHeader">The header field with the code, where no body has it.</param>
/// <param name="Message">The place of the message.</param>
/// <param name="Title">The place of a second text that is the same for each code.</param>
/// <param name="Details">The place of an object that differs from code to code.</param>
internal sealed record Roles(BodyPath? Code, string? CodeHeader, BodyPath? Message, BodyPath? Title, BodyPath? Details);
