using System.Buffers;
using System.Globalization;

namespace Lintel.Contracts;

/// <summary>Writes an argument as the JSON type that the contract declares; a value that is not of that type is null, never of another type.</summary>
internal static class TypedValue
{
    /// <param name="output">Where the value goes.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The declared type; null for that of the value, which is a text where JSON has none for it.</param>
    /// <param name="format">The kind of body.</param>
    public static void Write(IBufferWriter<byte> output, object? value, DetailsType? type, BodyFormat format)
    {
        switch (type ?? TypeOf(value))
        {
            case DetailsType.String when value is not null:
                output.Write(format.Quote);
                format.WriteEscapedValue(output, value);
                output.Write(format.Quote);
                break;
            case DetailsType.Boolean when value is bool flag:
                output.Write(flag ? "true"u8 : "false"u8);
                break;
            case DetailsType.StringList when value is string single:
                format.WriteList(output, [single]);
                break;
            case DetailsType.StringList when value is IEnumerable<string> texts:
                format.WriteList(output, texts);
                break;
            case DetailsType.Integer:
                WriteNumber(output, value, whole: true, format);
                break;
            case DetailsType.Number:
                WriteNumber(output, value, whole: false, format);
                break;
            default:
                output.Write(format.Null);
                break;
        }
    }

    private static DetailsType TypeOf(object? value) => value switch
    {
        bool => DetailsType.Boolean,
        sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or System.Numerics.BigInteger => DetailsType.Integer,
        decimal or double or float => DetailsType.Number,
        string => DetailsType.String,
        IEnumerable<string> => DetailsType.StringList,
        _ => DetailsType.String,
    };

    private static void WriteNumber(IBufferWriter<byte> output, object? value, bool whole, BodyFormat format)
    {
        switch (value)
        {
            case sbyte or byte or short or ushort or int or uint or long:
                BodyFormat.WriteInteger(output, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong or Int128 or UInt128 or System.Numerics.BigInteger:
                format.WriteEscapedValue(output, value);
                break;
            case decimal number when !whole || decimal.IsInteger(number):
                format.WriteEscapedValue(output, whole ? decimal.Truncate(number) : number);
                break;
            case double number when double.IsFinite(number) && (!whole || (double.IsInteger(number) && Math.Abs(number) < 1e18)):
                format.WriteEscapedValue(output, whole ? (long)number : number);
                break;
            case float number when float.IsFinite(number):
                WriteNumber(output, (double)number, whole, format);
                break;
            default:
                output.Write(format.Null);
                break;
        }
    }
}
