module.exports = () => {
  throw new Error('images are not supported');
};
