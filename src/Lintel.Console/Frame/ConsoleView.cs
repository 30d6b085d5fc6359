using Lintel.Management;
using Microsoft.AspNetCore.Http;
using RazorSlices;

namespace Lintel.Console;

/// <summary>A page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Section">The section that it belongs to; empty for none.</param>
/// <param name="Content">The content.</param>
internal sealed record ConsoleView(string Title, string Section, RazorSlice Content)
{
    /// <summary>The result of an action; null for none.</summary>
    public Notice? Notice { get; init; }

    /// <summary>The status.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The address that the browser is sent to instead; null for nowhere.</summary>
    public string? MovedTo { get; init; }
}

/// <summary>The result of an action in words.</summary>
/// <param name="IsGood">true if it was done.</param>
/// <param name="Text">One or two sentences.</param>
internal sealed record Notice(bool IsGood, string Text);

/// <summary>The frame that every page has around its content.</summary>
/// <param name="Address">The addresses.</param>
/// <param name="Session">Who has signed in; null for nobody.</param>
/// <param name="View">The page.</param>
internal sealed record FrameModel(ConsoleAddress Address, ConsoleSession? Session, ConsoleView View)
{
    /// <summary>The sections that modules add, by the API that they belong to.</summary>
    public IReadOnlyList<IGrouping<string, IConsoleSection>> Added { get; init; } = [];
}
