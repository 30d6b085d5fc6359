using Lintel.AspNetCore;
using Microsoft.AspNetCore.Html;
using RazorSlices;

namespace Lintel.Reference;

/// <summary>A part of a page.</summary>
internal abstract class PortalSlice<TModel> : RazorSlice<TModel>
{
    /// <summary>Shows a contract's prose, where `text` is code.</summary>
    protected static HtmlString Prose(string text) => PageProse.Of(text);
}
