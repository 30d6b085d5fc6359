namespace Lintel.Console;

/// <summary>Settings of the console.</summary>
public sealed class ConsoleOptions
{
    /// <summary>The path under which the console is mapped. It begins with a slash and is not <c>/</c>.</summary>
    /// <value>The default is <c>/console</c>.</value>
    public string Path { get; set; } = "/console";
}
