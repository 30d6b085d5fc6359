using Microsoft.AspNetCore.Html;

namespace Lintel.Reference;

/// <summary>A block of text that can be copied.</summary>
/// <param name="Caption">What it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Html">The same with its parts told apart; null for none.</param>
internal sealed record BlockModel(string Caption, string Text, HtmlString? Html = null);
