namespace Lintel.Reference;

/// <summary>A document in both of its forms.</summary>
/// <param name="Json">The document as JSON.</param>
/// <param name="Yaml">The document as YAML.</param>
internal sealed record DocumentTexts(string Json, string Yaml);
