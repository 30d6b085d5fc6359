using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>The fields of a line whose texts repeat within a block, and how their numbers are read.</summary>
internal static class TextFields
{
    public const int Api = 0;
    public const int Operation = 1;
    public const int Method = 2;
    public const int Route = 3;
    public const int Code = 4;
    public const int Condition = 5;
    public const int Cause = 6;
    public const int Key = 7;
    public const int Account = 8;
    public const int Address = 9;
    public const int InboundId = 10;
    public const int Count = 11;

    /// <summary>The number that stands for no text.</summary>
    public const int None = 0;

    /// <summary>The number that a new text follows.</summary>
    public const int New = 1;

    /// <summary>The number of the block's first text; the others count on from here.</summary>
    public const int First = 2;

    /// <summary>In the place of a length: the arguments are those that came last. No arguments are so long.</summary>
    public const int LastArguments = RefusalArgumentsJson.MaxLength + 1;
}
