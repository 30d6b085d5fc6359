using Lintel.AspNetCore;

namespace Lintel.Console;

/// <summary>The style sheet, the scripts and the icon of the console.</summary>
internal static class ConsoleFiles
{
    public const string Style = "console.css";
    public const string Script = "console.js";
    public const string TailScript = "live.js";
    public const string Icon = "console.svg";
    public const string LiveScript = "htmx.min.js";

    public static PageFiles All { get; } = new(typeof(ConsoleFiles).Assembly, [Style, Script, TailScript, Icon], optional: LiveScript);

    /// <summary>true unless the console was built without npm, and so without what the live parts run on.</summary>
    public static bool HasLiveScript => All.Has(LiveScript);
}
