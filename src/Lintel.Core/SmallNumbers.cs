namespace Lintel;

/// <summary>Numbers as objects: limits and waits repeat, and a refused request is to allocate little.</summary>
internal static class SmallNumbers
{
    private static readonly object[] Boxes = [.. Enumerable.Range(0, 4096).Select(number => (object)number)];

    public static object Box(int number) => (uint)number < (uint)Boxes.Length ? Boxes[number] : number;
}
