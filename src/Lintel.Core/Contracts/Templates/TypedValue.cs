using System.Buffers;
using System.Globalization;

namespace Lintel.Contracts;

/// <summary>Writes an argument as the JSON type that the contract declares; a value that is not of that type is null, never of another type.</summary>
internal static class TypedValue
{
    public static void Write(IBufferWriter<byte> output, object? value, DetailsType type)
    {
        switch (type)
        {
            case DetailsType.String when value is not null:
                output.Write("\""u8);
                JsonText.WriteEscapedValue(output, value);
                output.Write("\""u8);
                break;
            case DetailsType.Boolean when value is bool flag:
                output.Write(flag ? "true"u8 : "false"u8);
                break;
            case DetailsType.StringList when value is string single:
                WriteList(output, [single]);
                break;
            case DetailsType.StringList when value is IEnumerable<string> texts:
                WriteList(output, texts);
                break;
            case DetailsType.Integer or DetailsType.Number:
                WriteNumber(output, value, type == DetailsType.Integer);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteList(IBufferWriter<byte> output, IEnumerable<string> texts)
    {
        output.Write("["u8);
        var first = true;
        foreach (var text in texts)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            JsonText.WriteString(output, text);
            first = false;
        }

        output.Write("]"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> output, object? value, bool whole)
    {
        switch (value)
        {
            case sbyte or byte or short or ushort or int or uint or long:
                JsonText.WriteInteger(output, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong or Int128 or UInt128 or System.Numerics.BigInteger:
                JsonText.WriteEscapedValue(output, value);
                break;
            case decimal number when !whole || decimal.IsInteger(number):
                JsonText.WriteEscapedValue(output, whole ? decimal.Truncate(number) : number);
                break;
            case double number when double.IsFinite(number) && (!whole || (double.IsInteger(number) && Math.Abs(number) < 1e18)):
                JsonText.WriteEscapedValue(output, whole ? (long)number : number);
                break;
            case float number when float.IsFinite(number):
                WriteNumber(output, (double)number, whole);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }
}
